import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface DemoOptions {
  readonly hours?: number;
  readonly interactive: boolean;
  readonly seed?: number;
  readonly dataDir?: string;
  readonly configDir: string;
  readonly json?: boolean;
}

const UNATTENDED_HOURS = 72;

/** Trades a generated market in the terminal: with a person at the keyboard, or unattended to a summary. */
export async function demoCommand(options: DemoOptions): Promise<void> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'steward-demo-')));
  if (options.interactive) {
    const { runDemo } = await import('./run-demo.ts');
    return runDemo({ ...options, dataDir });
  }
  const { runDemoToEnd } = await import('./run-demo-to-end.ts');
  return runDemoToEnd({ ...options, dataDir, hours: options.hours ?? UNATTENDED_HOURS });
}
