import { spawn } from 'node:child_process';
import { stewardOperands } from './built-programs.ts';
import { childEnvironment } from './child-environment.ts';
import { projectRoot } from './project-root.ts';

/** How a `steward` that was started as a user does it ended. */
export interface EndedSteward {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `steward <operands>` in the project's folder to its end, with nothing to read on standard input. */
export function runSteward(operands: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<EndedSteward> {
  const child = spawn(process.execPath, [...stewardOperands(), ...operands], {
    cwd: projectRoot,
    env: childEnvironment(variables),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}
