import { isMet, type Measurement, toTable } from './context/measurement.ts';
import { measureMessages } from './exchange/messages.ts';
import { measureServer } from './exchange/server.ts';
import { measureSigning } from './exchange/signing.ts';
import { measureVirtualWeek } from './exchange/virtual-week.ts';

const PARTS: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  signing: measureSigning,
  messages: measureMessages,
  week: measureVirtualWeek,
  server: measureServer,
};

/**
 * Measures the exchange's parts: `signing` an order, `messages` of streams, a virtual `week` of connections, and the served simulator
 * (`server`). Without an operand, all of them.
 */
export default async function benchExchange(operands: readonly string[]): Promise<void> {
  const unknown = operands.filter((operand) => !(operand in PARTS));
  if (unknown.length > 0) {
    console.error(`There is no part "${unknown.join(' ')}". Say: ${Object.keys(PARTS).join(' | ')}`);
    process.exitCode = 2;
    return;
  }
  const measurements: Measurement[] = [];
  for (const [name, measure] of Object.entries(PARTS))
    if (operands.length === 0 || operands.includes(name)) measurements.push(...(await measure()));
  console.log(toTable(measurements));
  if (!measurements.every(isMet)) process.exitCode = 1;
}
