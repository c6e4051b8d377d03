import { isMet, toTable } from './context/measurement.ts';
import { measureServer } from './exchange/server.ts';

/** Measures the exchange's parts: `server` is the served simulator. Without an operand, all of them. */
export default async function benchExchange(): Promise<void> {
  const measurements = [...(await measureServer())];
  console.log(toTable(measurements));
  if (!measurements.every(isMet)) process.exitCode = 1;
}
