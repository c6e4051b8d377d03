/**
 * Neutral blocks of a message: no markup of any chat. Adapters turn them into Telegram HTML or terminal colours.
 * Texts inside are plain and unescaped.
 */
export type MessageBlock =
  /** The first line: at most 55 characters, tells it all. */
  | { readonly kind: 'headline'; readonly icon: string; readonly text: string; readonly tone: MessageTone }
  | { readonly kind: 'line'; readonly text: string }
  /** Rows of equal length; columns are aligned by the adapter, the first to the left, the others as `align` says. At most 30 columns wide. */
  | {
      readonly kind: 'table';
      readonly header: readonly string[] | null;
      readonly rows: readonly (readonly string[])[];
      readonly align: readonly ('left' | 'right')[];
    }
  | { readonly kind: 'quote'; readonly text: string };

export type MessageTone = 'good' | 'bad' | 'attention' | 'neutral';

/** A choice offered below a message. `command` is what pressing it means, as data. */
export interface MessageButton {
  readonly label: string;
  readonly command: { readonly name: string; readonly arguments: readonly string[] };
}

export interface ChatMessage {
  readonly blocks: readonly MessageBlock[];
  readonly buttons: readonly (readonly MessageButton[])[];
  /** `silent` makes no sound; `critical` breaks through quiet hours. */
  readonly urgency: 'silent' | 'normal' | 'critical';
}

/** Languages that texts can be made in. */
export type Language = 'en';
