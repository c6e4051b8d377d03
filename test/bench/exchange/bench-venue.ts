/** How much faster than real time its clock runs. */
export const BENCH_SPEED = 125;

/** Of the account that the benchmark's own server has. */
export const BENCH_CREDENTIALS = { apiKey: 'bench0123456789', secret: 'bench-secret' } as const;
