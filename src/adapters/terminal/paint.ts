/** How a part of a message stands out. */
export type Style = 'good' | 'bad' | 'attention' | 'neutral' | 'dim' | 'button';

/** SGR parameters. @see ECMA-48, 8.3.117 */
const CODES: Readonly<Record<Style, string>> = {
  good: '1;32',
  bad: '1;31',
  attention: '1;33',
  neutral: '1',
  dim: '2',
  button: '36',
};

export type Painter = (text: string, style: Style) => string;

export const paintInColour: Painter = (text, style) => `\u001b[${CODES[style]}m${text}\u001b[0m`;
export const paintNothing: Painter = (text) => text;
