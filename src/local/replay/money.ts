const decimal = /^(-?)(\d{1,12})(?:\.(\d{1,12}))?$/;

/** A price of the file. `pence` is undefined where it is not a whole number of pence (0.001). */
export interface FilePrice {
  sign: -1 | 0 | 1;
  pence: number | undefined;
}

/** Reads pounds as text, digit by digit: a float would lose pennies. @returns undefined for what is no number */
export function parsePounds(text: string): FilePrice | undefined {
  const match = decimal.exec(text);
  if (!match) return undefined;
  const [, minus, pounds = '', fraction = ''] = match;
  const digits = fraction.padEnd(2, '0');
  const isZero = /^0*$/.test(pounds + digits);
  const sign = isZero ? 0 : minus ? -1 : 1;
  const exact = /^0*$/.test(digits.slice(2));
  return { sign, pence: exact ? sign * Number(pounds + digits.slice(0, 2)) : undefined };
}

/** 1066668454n becomes 10,666,684.54 */
export function formatPence(pence: bigint): string {
  const digits = (pence < 0n ? -pence : pence).toString().padStart(3, '0');
  return `${pence < 0n ? '-' : ''}${formatCount(BigInt(digits.slice(0, -2)))}.${digits.slice(-2)}`;
}

export function formatCount(count: number | bigint): string {
  return count.toLocaleString('en-GB');
}
