import { decimalsOf } from '../money/currencies.ts';

/**
 * The minor units of an amount as people write it, with a point and with no more decimals than ISO 4217 gives the
 * currency: 19.99 GBP is 1999. Undefined for what is none. Exact, because no float is in between.
 */
export function readMoney(text: string, currency: string): number | undefined {
  const decimals = decimalsOf(currency);
  const match = /^(\d{1,13})(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  if (fraction.length > decimals) return undefined;
  const minorUnits = Number(whole + fraction.padEnd(decimals, '0'));
  return Number.isSafeInteger(minorUnits) ? minorUnits : undefined;
}

/** An amount as `readMoney` reads it, for a field to be changed. */
export function writeMoney(minorUnits: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(minorUnits).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
