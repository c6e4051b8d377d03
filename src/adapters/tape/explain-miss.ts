import type { Tape, TapedRequest } from '../../ports/tape.ts';
import type { NamedRequest } from './taped-request.ts';

/** How much of a text is shown on each side of where it changes. */
const SHOWN_BEFORE = 20;
const SHOWN_AFTER = 60;

/** Says in words why a tape has no answer to a request: which recorded one comes nearest, and where the two part first. */
export function explainMiss(tape: Tape, asked: NamedRequest): string {
  const same = tape.calls.filter(({ key }) => key === asked.key).length;
  if (same > 0) return `the tape of ${tape.sessionId} holds ${same} answer(s) to this request, and it is asked once more`;
  const nearest = nearestTo(tape, asked.request);
  if (nearest === null) return `the tape of ${tape.sessionId} holds no call of a model`;
  const { place, request } = nearest;
  const difference = firstDifference(tape, { recorded: request, asked });
  return `the tape of ${tape.sessionId} holds no answer to this request; its nearest, call ${place} of ${tape.calls.length}, differs in ${difference}`;
}

function nearestTo(tape: Tape, request: TapedRequest) {
  let nearest: { readonly place: number; readonly request: TapedRequest; readonly score: number } | null = null;
  const wanted = partsOf(request);
  for (const [index, call] of tape.calls.entries()) {
    const parts = partsOf(call.request);
    const equal = wanted.filter(([, value], place) => parts[place]?.[1] === value).length;
    const score = equal - Math.abs(parts.length - wanted.length);
    if (nearest === null || score > nearest.score) nearest = { place: index + 1, request: call.request, score };
  }
  return nearest;
}

function partsOf(request: TapedRequest): readonly (readonly [name: string, value: string])[] {
  const { provider, model, effort, outputTokensMax, system, tools, messages } = request;
  return [
    ['the provider', provider],
    ['the model', model],
    ['the effort', effort ?? 'the default'],
    ['the most output tokens', String(outputTokensMax)],
    ['the system prompt', system],
    ['the tools', tools],
    ...messages.map((message, index) => [`message ${index + 1}`, message] as const),
  ];
}

function firstDifference(tape: Tape, { recorded, asked }: { readonly recorded: TapedRequest; readonly asked: NamedRequest }) {
  const before = partsOf(recorded);
  const now = partsOf(asked.request);
  for (let place = 0; place < Math.max(before.length, now.length); place += 1) {
    const was = before[place];
    const is = now[place];
    if (was === undefined) return `${is?.[0]}, which was not recorded`;
    if (is === undefined) return `${was[0]}, which was recorded and is not asked`;
    if (was[1] === is[1]) continue;
    const recordedText = tape.textOf(was[1]) ?? was[1];
    return `${is[0]}${whereTheyPart(recordedText, asked.texts.get(is[1]) ?? is[1])}`;
  }
  return 'nothing that is told apart';
}

function whereTheyPart(recorded: string, asked: string): string {
  let at = 0;
  while (at < recorded.length && recorded[at] === asked[at]) at += 1;
  const from = Math.max(0, at - SHOWN_BEFORE);
  const shown = (text: string) => JSON.stringify(text.slice(from, at + SHOWN_AFTER));
  return ` from character ${at + 1}: recorded ${shown(recorded)}, asked ${shown(asked)}`;
}
