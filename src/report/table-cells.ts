import type { DecimalSource, Fraction, Price } from '../domain/decimal.ts';
import { baseAssetOf, type MarketSymbol } from '../domain/market-symbol.ts';
import { fitAmount, fitChange, fitPercent, fitPrice, fitQuantity, fitSigned } from './fit-number.ts';
import { fitText, textLength } from './fit-text.ts';
import { changeLabel, pnlLabel, priceLabel } from './message-number.ts';

/** A cell of a table says what fits into the characters that it is given. */
export type Cell = (lengthMax: number) => string;

/** Fewer characters than these say too little of a quantity. */
const QUANTITY_LENGTH_MIN = 6;

/** @param choices  From the most telling to the shortest. */
export function textCell(...choices: readonly string[]): Cell {
  return (lengthMax) => fitText(choices, lengthMax);
}

export function amountCell(value: DecimalSource): Cell {
  return (lengthMax) => fitAmount(value, lengthMax);
}

/** A profit or a loss, with its unit where there is room. */
export function pnlCell(value: DecimalSource): Cell {
  return (lengthMax) => fitText([pnlLabel(value), fitSigned(value, lengthMax)], lengthMax);
}

export function priceCell(value: DecimalSource): Cell {
  return (lengthMax) => fitPrice(value, lengthMax);
}

export function percentCell(share: DecimalSource): Cell {
  return (lengthMax) => fitPercent(share, lengthMax);
}

export function changeCell(share: DecimalSource): Cell {
  return (lengthMax) => fitChange(share, lengthMax);
}

/** A price with its distance from another: `2,437.00 (−3 %)`. */
export function levelCell(level: Price, distance: Fraction): Cell {
  return (lengthMax) => {
    const change = fitChange(distance, 6);
    return fitText(
      [`${priceLabel(level)} (${changeLabel(distance)})`, `${priceLabel(level)} (${change})`, fitPrice(level, lengthMax)],
      lengthMax,
    );
  };
}

/** A profit or a loss with its share of something: `−36.00 USDT (−0.3%)`. */
export function pnlWithShareCell(value: DecimalSource, share: Fraction): Cell {
  return (lengthMax) => {
    const change = fitChange(share, 6);
    return fitText(
      [`${pnlLabel(value)} (${change})`, `${fitSigned(value, 11)} (${change})`, fitSigned(value, lengthMax)],
      lengthMax,
    );
  };
}

export function quantityCell(value: DecimalSource): Cell {
  return (lengthMax) => fitQuantity(value, lengthMax).replace('-', '−');
}

/** `0.11941 ETH`; without the coin's name where that is too long. */
export function coinsCell(quantity: DecimalSource, symbol: MarketSymbol): Cell {
  const asset = baseAssetOf(symbol);
  return (lengthMax) => {
    const room = lengthMax - textLength(asset) - 1;
    return room < QUANTITY_LENGTH_MIN ? fitQuantity(quantity, lengthMax) : `${fitQuantity(quantity, room)} ${asset}`;
  };
}
