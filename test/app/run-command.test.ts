import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { artefactFolder } from '../support/artefact-folder.ts';
import { runSteward } from '../support/run-steward.ts';

describe('steward run', () => {
  it.each([
    [
      'an unknown key',
      'llm/sequential.yaml',
      'agents:\n  critic: { modell: x }\n',
      /llm\.sequential\.agents\.critic\.modell = "x": .*did you mean .*model/,
    ],
    ['an unknown file', 'llm/quorum.yaml', 'agents: {}\n', /llm\/quorum\.yaml: no configuration file has this name/],
  ])('ends with 2 at %s, which it names before any request and before it makes a file', async (_name, file, text, says) => {
    const configDir = artefactFolder();
    mkdirSync(join(configDir, 'llm'));
    writeFileSync(join(configDir, file), text);
    let requests = 0;
    const everyHost = createServer((_request, response) => {
      requests += 1;
      response.writeHead(503).end();
    });
    await new Promise<void>((resolve) => everyHost.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(everyHost.address() as AddressInfo).port}`;
    const dataDir = artefactFolder('data');
    const { code, stderr } = await runSteward(['run', '--data-dir', dataDir, '--config-dir', configDir], {
      TELEGRAM_BOT_TOKEN: '7000000004:AAtokenOfNobody000000000000000000000',
      TELEGRAM_API_ROOT: url,
      ANTHROPIC_API_KEY: 'sk-ant-nobody-0000000000000000',
      ANTHROPIC_BASE_URL: url,
      BINANCE_REST_URL: url,
      FEAR_GREED_URL: url,
    });
    everyHost.close();
    expect(stderr).toMatch(says);
    expect({ code, requests, files: readdirSync(dataDir) }).toEqual({ code: 2, requests: 0, files: [] });
  });
});
