import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { artefactFolder } from '../support/artefact-folder.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { projectRoot } from '../support/project-root.ts';
import { startBinanceServer } from '../support/servers/binance-server.ts';
import { TelegramServer } from '../support/servers/telegram-server.ts';

const TOKEN = '7000000003:AAcanary5ecretTokenOfTheDoctor0000000000';

/** Runs `steward doctor` as a process, with an environment of its own. */
function runDoctor(variables: Readonly<Record<string, string>>, ...more: readonly string[]) {
  const operands = ['bin/steward.js', 'doctor', '--data-dir', join(artefactFolder(), 'data'), ...more];
  const child = spawn(process.execPath, operands, { cwd: projectRoot, env: childEnvironment(variables) });
  const [output, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  return new Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }>((resolve) => {
    child.on('close', (code) =>
      resolve({ code, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() }),
    );
  });
}

describe('steward doctor', () => {
  it('ends with 2 at a problem of the configuration', async () => {
    const configDir = artefactFolder();
    writeFileSync(join(configDir, 'steward.yaml'), 'capital:\n  alloted: 5\n');
    const { code, output } = await runDoctor({}, '--config-dir', configDir);
    expect(code).toBe(2);
    expect(output).toContain('did you mean capital.allotted?');
  });

  it('ends with 1 at a problem, prints JSON alone, and tells no secret', async () => {
    const { code, output, errors } = await runDoctor(
      { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: 'http://127.0.0.1:1', BINANCE_REST_URL: 'x' },
      '--json',
    );
    expect(code).toBe(1);
    const report: { readonly problems: number; readonly checks: readonly { readonly name: string; readonly state: string }[] } =
      JSON.parse(output);
    expect(report.problems).toBeGreaterThan(0);
    expect(report.checks).toContainEqual(expect.objectContaining({ name: 'telegram', state: 'problem' }));
    expect(output + errors).not.toContain('canary5ecret');
  });

  it('takes a webhook away when it is asked to, and then finds none', async () => {
    const telegram = await new TelegramServer({ token: TOKEN }).listen();
    const binance = await startBinanceServer({ now: () => Date.now(), candles: {} });
    telegram.state.setWebhook('https://thief.example/hook');
    const environment = { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: telegram.url, BINANCE_REST_URL: binance.url };
    const before = await runDoctor(environment);
    const after = await runDoctor(environment, '--remove-webhook');
    await Promise.all([telegram.close(), binance.close()]);
    expect(before.output).toContain('thief.example');
    expect(after.output).toContain('nobody else takes the messages');
  });
});
