import { describe, expect, it } from 'vitest';
import { parseSourceFiles } from './source-files.ts';

const files = parseSourceFiles(['src', 'tools']);

/** Files that hold the module's path in an import, static or dynamic. */
function importersOf(module: string): readonly string[] {
  const pattern = new RegExp(`(?:from|import\\()\\s*['"][^'"]*/${module}\\.ts['"]`);
  return files.filter((file) => pattern.test(file.text)).map((file) => file.fileName);
}

describe('a signature', () => {
  it('is made by the client of real accounts and by its stream alone', () => {
    const importers = importersOf('signing').filter((name) => !name.startsWith('src/adapters/binance/'));
    expect(importers).toEqual(['src/app/live-side.ts']);
  });

  it('is in no composition but that of real accounts', () => {
    for (const module of ['signed-client', 'binance/live-exchange', 'user-stream', 'api-restrictions']) {
      const importers = importersOf(module).filter((name) => !name.startsWith('src/adapters/binance/'));
      expect(importers, module).toEqual(['src/app/live-side.ts']);
    }
  });

  it('is loaded only once a real account is asked for', () => {
    expect(importersOf('live-world')).toEqual(['src/app/run-trading.ts']);
    expect(importersOf('live-side')).toEqual(['src/app/live-world.ts', 'src/app/drill/drill-life.ts']);
    const [run] = files.filter((file) => file.fileName === 'src/app/run-trading.ts');
    expect(run?.text).not.toMatch(/from '\.\/live-world\.ts'/);
  });
});
