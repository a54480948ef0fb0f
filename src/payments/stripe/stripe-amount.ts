import { decimalsOf } from '../../money/currencies.ts';
import { ProviderRefused } from '../provider.ts';

/**
 * Decimals of an amount in Stripe's API, where they are not two: https://docs.stripe.com/currencies. ISK and UGX have two
 * there, always 00, though they have none in ISO 4217; HUF and TWD have two like any other (their rule is for payouts).
 */
const withoutDecimals = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const withThree = new Set('BHD JOD KWD OMR TND'.split(' '));
/** Of those with three, card networks take none that does not end in 0. */
const STEP_OF_THREE = 10;

const stripeDecimals = (currency: string): number =>
  withoutDecimals.has(currency) ? 0 : withThree.has(currency) ? 3 : 2;

/**
 * @param amount minor units of ISO 4217
 * @returns the same in Stripe's units
 * @throws {ProviderRefused} where Stripe cannot take it to the last unit: a payment is the order's total, and not nearly
 */
export function toStripe(amount: number, currency: string): number {
  const decimals = stripeDecimals(currency);
  const inStripe = scaled(BigInt(amount), decimals - decimalsOf(currency));
  if (inStripe === undefined || (decimals === 3 && inStripe % STEP_OF_THREE !== 0))
    throw new ProviderRefused('amount_not_payable');
  return inStripe;
}

/** Minor units of ISO 4217. @param currency in Stripe's lower case or not */
export function fromStripe(amount: number, currency: string): number {
  const code = currency.toUpperCase();
  const inIso = scaled(BigInt(amount), decimalsOf(code) - stripeDecimals(code));
  if (inIso === undefined) throw new Error(`Stripe says ${amount} ${code}, which ISO 4217 has no unit for`);
  return inIso;
}

/** The amount times a power of ten; undefined where that is no safe whole number. */
function scaled(amount: bigint, powerOfTen: number): number | undefined {
  const factor = 10n ** BigInt(Math.abs(powerOfTen));
  if (powerOfTen < 0 && amount % factor !== 0n) return undefined;
  const result = Number(powerOfTen < 0 ? amount / factor : amount * factor);
  return Number.isSafeInteger(result) ? result : undefined;
}
