import type { Language } from '../domain/chat-message.ts';
import { floorToStep, quoteAmount } from '../domain/decimal.ts';
import type { Encoded } from '../domain/encoded.ts';
import type { VerdictRecord } from '../domain/journal-entry.ts';
import type { PassingMaximum } from '../domain/risk-verdict.ts';
import { explainConfirmationReason } from './explain-confirmation-reason.ts';
import { explainReduction } from './explain-reduction.ts';
import { explainRiskReason } from './explain-risk-reason.ts';
import { explainTerms } from './explain-terms.ts';
import { usdtText } from './format-number.ts';

const CENT = quoteAmount('0.01');

interface VerdictWords {
  readonly approved: (terms: string) => string;
  readonly needsConfirmation: (terms: string) => string;
  readonly refused: string;
  readonly maximum: (maximum: Encoded<PassingMaximum>) => string;
}

const WORDS: Readonly<Record<Language, VerdictWords>> = {
  en: {
    approved: (terms) => `Approved: ${terms}.`,
    needsConfirmation: (terms) => `Approved if a person confirms: ${terms}.`,
    refused: 'Refused.',
    maximum: explainMaximum,
  },
};

/** What the guard said of a trade, as one text: the sentences of `verdictSentences` in a row. */
export function explainVerdict(record: VerdictRecord, language: Language): string {
  return verdictSentences(record, language).join(' ');
}

/** What the guard said of a trade: a headline, then a sentence for each reason and reduction, last the most that would pass. */
export function verdictSentences(record: VerdictRecord, language: Language): readonly string[] {
  const words = WORDS[language];
  switch (record.tag) {
    case 'approved':
      return [words.approved(explainTerms(record.terms, language)), ...reductionsOf(record, language)];
    case 'needs-confirmation':
      return [
        words.needsConfirmation(explainTerms(record.terms, language)),
        ...record.why.map((reason) => explainConfirmationReason(reason, language)),
        ...reductionsOf(record, language),
      ];
    case 'refused':
      return [
        words.refused,
        ...record.reasons.map((reason) => explainRiskReason(reason, language)),
        ...(record.maximum === null ? [] : [words.maximum(record.maximum)]),
      ];
  }
}

function reductionsOf(record: Exclude<VerdictRecord, { readonly tag: 'refused' }>, language: Language): readonly string[] {
  return record.reductions.map((reduction) => explainReduction(reduction, language));
}

/** Rounded down: what is offered must pass. */
function explainMaximum({ quoteAmount: amount, sizeStep }: Encoded<PassingMaximum>): string {
  const most = usdtText(floorToStep(quoteAmount(amount), CENT));
  return sizeStep === null
    ? `At most ${most} would pass, which is less than the smallest size step.`
    : `At most ${most} (size step ${sizeStep}) would pass.`;
}
