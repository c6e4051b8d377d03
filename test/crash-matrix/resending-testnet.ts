import { join } from 'node:path';
import { orderParameters } from '../../src/adapters/binance/order-parameters.ts';
import { signedQuery, signerFor } from '../../src/adapters/binance/signing.ts';
import { readJournal } from '../../src/adapters/journal/read-journal.ts';
import { readEnvironment } from '../../src/app/environment.ts';
import { runTrading } from '../../src/app/run-trading.ts';
import { OrderTracker } from '../../src/execution/order-tracker.ts';

/**
 * A bot with a planted bug, to prove that the matrix finds it: `resending-testnet.ts DATA_DIR CONFIG_DIR`. When it starts, it sends every
 * order again whose outcome it does not know.
 */
const [dataDir = '', configDir = ''] = process.argv.slice(2);
const environment = readEnvironment(process.env);
const { binanceRestUrl, binanceApiKey, binanceApiSecret } = environment;

const orders = new OrderTracker();
for await (const entry of readJournal(join(dataDir, 'journal'))) orders.apply(entry);
for (const { intent } of orders.inDoubt()) {
  if (intent.list?.waitsFor !== null && intent.list !== undefined) continue;
  const answer = await fetch(`${binanceRestUrl}/api/v3/time`);
  const { serverTime } = (await answer.json()) as { readonly serverTime: number };
  const query = signedQuery(
    [...orderParameters(intent.request.order), ['timestamp', String(serverTime)]],
    signerFor(binanceApiSecret ?? ''),
  );
  const headers = { 'X-MBX-APIKEY': binanceApiKey ?? '' };
  await fetch(`${binanceRestUrl}/api/v3/order?${query}`, { method: 'POST', headers });
}

await runTrading({ dataDir, configDir, environment, sessionNow: false, venue: 'testnet' });
