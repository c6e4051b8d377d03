import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import everyday from '../../vitest.config.ts';

const tenfold = fileURLToPath(new URL('fast-check.ts', import.meta.url));

/** The tests of every day, where `fast-check` is the one of this folder. */
export default mergeConfig(
  everyday,
  defineConfig({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    plugins: [
      {
        name: 'ten-times-the-property-runs',
        enforce: 'pre',
        resolveId: (source, importer) => (source === 'fast-check' && importer !== tenfold ? tenfold : null),
      },
    ],
    test: { testTimeout: 200_000 },
  }),
);
