import type { Language } from '../domain/chat-message.ts';
import type { Encoded } from '../domain/encoded.ts';
import type { ConfirmationReason } from '../domain/risk-verdict.ts';
import { contrastPercent, contrastUsdt, priceText } from './format-number.ts';

type Reason = Encoded<ConfirmationReason>;

const EXPLAINERS: Readonly<Record<Language, (reason: Reason) => string>> = { en: explainInEnglish };

/** Why a person is asked although the guard approves, in one sentence. */
export function explainConfirmationReason(reason: Reason, language: Language): string {
  return EXPLAINERS[language](reason);
}

function explainInEnglish(reason: Reason): string {
  switch (reason.code) {
    case 'every-entry':
      return 'Every entry is asked for at this autonomy.';
    case 'notional-above': {
      const [value, threshold] = contrastUsdt({ value: reason.notional, bound: reason.threshold });
      return `The trade is worth ${value}; above ${threshold} a person is asked.`;
    }
    case 'share-above': {
      const [share, threshold] = contrastPercent({ value: reason.shareFraction, bound: reason.thresholdFraction });
      return `The trade is ${share} of the book; above ${threshold} a person is asked.`;
    }
    case 'low-confidence': {
      const [confidence, threshold] = contrastPercent({ value: reason.confidenceFraction, bound: reason.thresholdFraction });
      return `The confidence is ${confidence}; below ${threshold} a person is asked.`;
    }
    case 'new-symbol':
      return `It would be the first trade in ${reason.symbol}.`;
    case 'first-trade':
      return 'It would be the first trade of this book.';
    case 'stop-loosened':
      return `The stop would fall from ${priceText(reason.from)} to ${priceText(reason.to)} USDT.`;
  }
}
