import type { Candle } from '../../domain/candle.ts';
import { hourlyCandleFlaw } from '../../domain/candle-flaw.ts';
import { Fault } from '../../domain/fault.ts';
import { isoTime } from '../../domain/time.ts';
import { CANDLE_WIDTH, CandleTable } from './candle-table.ts';

const HEADER = ['open_time', 'open', 'high', 'low', 'close', 'volume'];
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const COMMA = 0x2c;
const POINT = 0x2e;
const ZERO = 0x30;
const LATIN = new TextDecoder('latin1');
/** Up to this many digits, digits / 10^decimals is the double nearest to the decimal text; beyond, the platform's parser is asked. */
const EXACT_DIGITS_MAX = 15;
const POWERS_OF_TEN = Float64Array.from({ length: EXACT_DIGITS_MAX + 1 }, (_, exponent) => 10 ** exponent);

/**
 * Reads the text of a candle file: a header that begins with open_time,open,high,low,close,volume, then one hourly candle a line,
 * oldest first, with as many fields as the header. Fields after the volume are ignored.
 * @throws Fault `bad-payload` that names the file, the line and what is wrong.
 */
export function parseCandleFile(bytes: Uint8Array, file: string): CandleTable {
  return new CandleFileReader(bytes, file).read();
}

/** A cursor over the bytes: five years of five markets are 13 MB, and splitting them into strings would take most of a start. */
class CandleFileReader {
  readonly #bytes: Uint8Array;
  readonly #file: string;
  #position = 0;
  #line = 1;

  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes;
    this.#file = file;
  }

  read(): CandleTable {
    const fieldCount = this.#readHeader();
    const numbers = new Float64Array(countLines(this.#bytes) * CANDLE_WIDTH);
    let written = 0;
    let previousOpenedAt = Number.NEGATIVE_INFINITY;
    while (this.#position < this.#bytes.length) {
      const candle = this.#readCandle(fieldCount);
      this.#check(candle, previousOpenedAt);
      numbers.set([candle.openedAt, candle.open, candle.high, candle.low, candle.close, candle.volume], written);
      written += CANDLE_WIDTH;
      previousOpenedAt = candle.openedAt;
    }
    if (written === 0) this.#refuse('the file holds no candle');
    return new CandleTable(numbers.slice(0, written));
  }

  #readHeader(): number {
    const end = this.#lineEnd();
    const columns = this.#text(0, end).trim().split(',');
    if (HEADER.some((name, index) => columns[index] !== name)) this.#refuse(`the header does not begin with ${HEADER.join(',')}`);
    this.#position = end + 1;
    this.#line += 1;
    return columns.length;
  }

  #readCandle(fieldCount: number): Candle {
    const candle = {
      openedAt: this.#readNumber('open_time'),
      open: this.#readNumber('open'),
      high: this.#readNumber('high'),
      low: this.#readNumber('low'),
      close: this.#readNumber('close'),
      volume: this.#readNumber('volume'),
    };
    this.#skipLine(fieldCount - HEADER.length);
    return candle;
  }

  /** Reads a plain unsigned decimal up to the next comma or end of line, and steps over a comma. */
  #readNumber(column: string): number {
    const start = this.#position;
    let digits = 0;
    let digitCount = 0;
    let decimals = -1;
    let byte = this.#byte();
    while (byte !== COMMA && byte !== NEWLINE && byte !== CARRIAGE_RETURN && byte !== undefined) {
      if (byte === POINT && decimals === -1) decimals = 0;
      else if (byte >= ZERO && byte <= ZERO + 9) {
        digits = digits * 10 + byte - ZERO;
        digitCount += 1;
        if (decimals !== -1) decimals += 1;
      } else this.#refuseField(column, start);
      this.#position += 1;
      byte = this.#byte();
    }
    if (digitCount === 0) this.#refuseField(column, start);
    const value =
      digitCount > EXACT_DIGITS_MAX
        ? Number(this.#text(start, this.#position))
        : digits / (POWERS_OF_TEN[Math.max(decimals, 0)] ?? 1);
    if (byte === COMMA) this.#position += 1;
    return value;
  }

  /** Steps over the fields after the volume. The comma before the first of them is already behind. */
  #skipLine(fieldsExpected: number): void {
    const start = this.#position;
    const end = this.#lineEnd();
    let fields = this.#bytes[start - 1] === COMMA ? 1 : 0;
    for (let at = start; at < end; at += 1) if (this.#bytes[at] === COMMA) fields += 1;
    if (fields !== fieldsExpected) {
      this.#refuse(`${HEADER.length + fields} fields where the header has ${HEADER.length + fieldsExpected}`);
    }
    this.#position = end + 1;
    this.#line += 1;
  }

  #check(candle: Candle, previousOpenedAt: number): void {
    const line = this.#line - 1;
    const flaw = hourlyCandleFlaw(candle);
    if (flaw !== null) this.#refuse(`the candle ${flaw}`, line);
    if (candle.openedAt > previousOpenedAt) return;
    const when = isoTime(candle.openedAt);
    this.#refuse(
      candle.openedAt === previousOpenedAt ? `${when} comes twice` : `${when} comes after ${isoTime(previousOpenedAt)}`,
      line,
    );
  }

  #byte(): number | undefined {
    return this.#bytes[this.#position];
  }

  #lineEnd(): number {
    const end = this.#bytes.indexOf(NEWLINE, this.#position);
    return end === -1 ? this.#bytes.length : end;
  }

  #text(start: number, end: number): string {
    return LATIN.decode(this.#bytes.subarray(start, end));
  }

  #refuseField(column: string, start: number): never {
    const rest = this.#text(start, Math.min(start + 40, this.#lineEnd()));
    this.#refuse(`${column} is not a plain number: "${rest.split(',')[0]?.trim() ?? ''}"`);
  }

  #refuse(why: string, line = this.#line): never {
    throw new Fault('bad-payload', `${this.#file}, line ${line}: ${why}`);
  }
}

function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}
