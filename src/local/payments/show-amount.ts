/** Stripe's currencies without decimals, and with three; all others have two there, whatever ISO 4217 says. */
const none = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const three = new Set('BHD JOD KWD OMR TND'.split(' '));

/** An amount in Stripe's units for people: GBP 12.50. */
export function showAmount(amount: number, currency: string): string {
  const decimals = none.has(currency) ? 0 : three.has(currency) ? 3 : 2;
  return `${currency} ${(amount / 10 ** decimals).toFixed(decimals)}`;
}
