/** What Telegram makes of a text with HTML: the text that is shown, or why it is refused. */
export type ParsedHtml =
  | { readonly tag: 'parsed'; readonly text: string }
  | { readonly tag: 'refused'; readonly description: string };

const TAGS: ReadonlySet<string> = new Set(
  'b strong i em u ins s strike del span tg-spoiler tg-emoji tg-time a code pre blockquote'.split(' '),
);
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  a: /^ href="[^"]*"$/,
  span: /^ class="tg-spoiler"$/,
  blockquote: /^(?: expandable)?$/,
  code: /^(?: class="language-[^"]*")?$/,
  'tg-emoji': /^ emoji-id="\d+"$/,
  'tg-time': /^(?: [a-z]+="[^"]*")+$/,
};
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/**
 * Reads the HTML of the Bot API, more strictly than Telegram itself: a bare `&` or an attribute without a meaning is refused, too.
 * @see core.telegram.org/bots/api, "HTML style"; the wording of the refusals is that of td's MessageEntity.cpp
 */
export function parseTelegramHtml(html: string): ParsedHtml {
  const open: string[] = [];
  let text = '';
  let at = 0;
  const refuse = (what: string): ParsedHtml => ({ tag: 'refused', description: `Bad Request: can't parse entities: ${what}` });
  const offset = () => Buffer.byteLength(html.slice(0, at));
  while (at < html.length) {
    const rest = html.slice(at);
    if (rest.startsWith('&')) {
      const entity = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/i.exec(rest);
      const [whole = '', decimal, hexadecimal, name = ''] = entity ?? [];
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
      const character = Number.isNaN(code) ? ENTITIES[name] : String.fromCodePoint(code);
      if (character === undefined) return refuse(`Unescaped "&" at byte offset ${offset()}`);
      text += character;
      at += whole.length;
    } else if (rest.startsWith('</')) {
      const name = /^<\/([a-z-]*)>/.exec(rest)?.[1];
      if (name === undefined) return refuse(`Unclosed end tag at byte offset ${offset()}`);
      const expected = open.pop();
      if (expected === undefined) return refuse(`Unexpected end tag at byte offset ${offset()}`);
      if (name !== '' && name !== expected)
        return refuse(`Unmatched end tag at byte offset ${offset()}, expected "</${expected}>", found "</${name}>"`);
      at += name.length + 3;
    } else if (rest.startsWith('<')) {
      const [whole, name = '', attributes = ''] = /^<([^\s<>/]*)((?:\s[^<>]*)?)>/.exec(rest) ?? [];
      if (whole === undefined) return refuse(`Unclosed start tag at byte offset ${offset()}`);
      if (!TAGS.has(name)) return refuse(`Unsupported start tag "${name}" at byte offset ${offset()}`);
      if (!(ATTRIBUTES[name] ?? /^$/).test(attributes))
        return refuse(`Unsupported attributes of tag "${name}" at byte offset ${offset()}`);
      if (name === 'blockquote' && open.includes('blockquote')) return refuse(`Nested blockquote at byte offset ${offset()}`);
      open.push(name);
      at += whole.length;
    } else {
      const end = rest.search(/[<&]/);
      const plain = end === -1 ? rest : rest.slice(0, end);
      text += plain;
      at += plain.length;
    }
  }
  const unclosed = open.at(-1);
  return unclosed === undefined ? { tag: 'parsed', text } : refuse(`Can't find end tag corresponding to start tag "${unclosed}"`);
}
