import type { Language } from '../domain/chat-message.ts';
import type { Encoded } from '../domain/encoded.ts';
import type { Reduction } from '../domain/risk-verdict.ts';
import { quantityText } from './format-number.ts';

type EncodedReduction = Encoded<Reduction>;

const EXPLAINERS: Readonly<Record<Language, (reduction: EncodedReduction) => string>> = { en: explainInEnglish };

/** What the guard made smaller without being asked, in one sentence. */
export function explainReduction(reduction: EncodedReduction, language: Language): string {
  return EXPLAINERS[language](reduction);
}

function explainInEnglish(reduction: EncodedReduction): string {
  switch (reduction.code) {
    case 'rounded-to-step':
      return `The quantity was rounded from ${quantityText(reduction.from)} to ${quantityText(reduction.to)}, which the market accepts.`;
    case 'aggregated-size':
      return `The size step ${reduction.from} became ${quantityText(reduction.to)}, as the votes add up.`;
  }
}
