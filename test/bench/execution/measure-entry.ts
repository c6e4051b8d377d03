import { price } from '../../../src/domain/decimal.ts';
import { InvariantError } from '../../../src/domain/invariant.ts';
import type { MarketSymbol } from '../../../src/domain/market-symbol.ts';
import type { Actor } from '../../../src/domain/proposal.ts';
import type { DurationMs, EpochMs } from '../../../src/domain/time.ts';
import type { TradeSignal } from '../../../src/domain/trade-signal.ts';
import type { OrderKey } from '../../../src/ports/exchange.ts';
import { buildRiskSituation } from '../../../src/session/build-risk-situation.ts';
import { fetchMarks } from '../../../src/session/gather-facts.ts';
import { stageProposals } from '../../../src/session/stage-proposals.ts';
import type { BenchBot } from './bench-bot.ts';

const PERSON: Actor = { kind: 'person', id: '1', name: 'a person' };
const STOP_FRACTION = 0.03;

export interface MeasuredEntry {
  /** Of our own, from the person's approval to the first byte of the order. */
  readonly approvalToWireMs: DurationMs;
  /** From the order's first byte to its answer. */
  readonly roundTripMs: DurationMs;
  /** From the fill to the stop's acceptance, on the exchange's clock. */
  readonly fillToStopMs: DurationMs;
  /** Of our own, from the answer that told of the fill to the stop's first byte; null where both went in one request. */
  readonly answerToStopMs: DurationMs | null;
  /** What the bot itself wrote down. */
  readonly toldUnprotectedMs: DurationMs;
}

/** Lets a person approve one entry, and sells what it bought. */
export async function measureEntry(bot: BenchBot, symbol: MarketSymbol): Promise<MeasuredEntry> {
  const { steward, transport } = bot;
  const proposalId = await stage(bot, symbol);
  const firstNew = bot.journal.lastSequence + 1;
  transport.forget();
  const approvedAtMs = performance.now();
  await steward.approve(proposalId, { by: PERSON, portion: 1 });
  await steward.idle();
  const told = await newFacts(bot, firstNew);
  const [entry, stop] = transport.placements;
  if (entry === undefined) throw new InvariantError(`nothing was sent for the entry into ${symbol}`);
  const fillToStopMs = (await stopAcceptedAt(bot, told)) - told.filledAt;
  await steward.closePosition(symbol, { fraction: 1, by: PERSON });
  await steward.idle();
  return {
    approvalToWireMs: transport.ownMs({ from: approvedAtMs, until: entry.sentAtMs }),
    roundTripMs: entry.answeredAtMs - entry.sentAtMs,
    fillToStopMs,
    answerToStopMs: stop === undefined ? null : transport.ownMs({ from: entry.answeredAtMs, until: stop.sentAtMs }),
    toldUnprotectedMs: told.unprotectedMs,
  };
}

async function stage({ steward: { services } }: BenchBot, symbol: MarketSymbol): Promise<string> {
  const marks = await fetchMarks(services);
  const mark = marks.get(symbol);
  if (mark === undefined) throw new InvariantError(`${symbol} has no price`);
  const signal: TradeSignal = {
    symbol,
    action: 'open',
    sizeStep: 0.25,
    stopPrice: price(mark.price.times(1 - STOP_FRACTION).toDecimalPlaces(1)),
    targetPrice: null,
    confidenceFraction: 0.9,
    reasoning: 'It is measured how long it takes.',
    evidence: [],
    snapshotId: 'bench',
  };
  const snapshot = { id: 'bench', asOf: services.clock.now(), problems: new Map() };
  const verdict = services.riskManager.assess(signal, buildRiskSituation(services, { marks, snapshot }));
  await stageProposals(services, [{ signalId: 'bench', agent: 'bench', signal, verdict }], 'bench');
  const [waiting] = services.state.proposals.staged();
  if (waiting === undefined) throw new InvariantError(`the entry does not wait for a person: ${JSON.stringify(verdict)}`);
  return waiting.id;
}

/** What the journal has of an entry that was filled and protected. */
interface Told {
  readonly filledAt: EpochMs;
  readonly stop: OrderKey;
  readonly unprotectedMs: DurationMs;
}

async function newFacts({ journal }: BenchBot, from: number): Promise<Told> {
  let filledAt: EpochMs | null = null;
  let stop: OrderKey | null = null;
  let unprotectedMs: DurationMs | null = null;
  for await (const { fact } of journal.read(from)) {
    if (fact.kind === 'fill-booked') filledAt = fact.fill.at;
    if (fact.kind === 'order-intended' && fact.intent.purpose === 'stop') stop = fact.intent.request.order;
    if (fact.kind === 'position-protected') ({ unprotectedMs } = fact);
  }
  if (filledAt === null || stop === null || unprotectedMs === null)
    throw new InvariantError('an entry was not filled and protected');
  return { filledAt, stop, unprotectedMs };
}

/** As the exchange has it. */
async function stopAcceptedAt({ exchange }: BenchBot, { stop }: Told): Promise<EpochMs> {
  const report = await exchange.fetchOrder(stop);
  if (report?.status !== 'open') throw new InvariantError(`the stop ${stop.clientOrderId} does not rest: ${report?.status}`);
  return report.updatedAt;
}
