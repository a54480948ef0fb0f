import { describe, expect, test } from 'vitest';
import { currencyCodes } from '../../../src/money/currencies.ts';
import { ProviderRefused } from '../../../src/payments/provider.ts';
import { fromStripe, toStripe } from '../../../src/payments/stripe/stripe-amount.ts';

describe('amounts at Stripe', () => {
  test.each([
    ['GBP', 1250, 1250],
    ['JPY', 500, 500],
    ['KWD', 5120, 5120],
    // Two decimals for charges, whatever their rule for payouts is.
    ['HUF', 199_900, 199_900],
    ['TWD', 1_050, 1_050],
    // None in ISO 4217, two at Stripe.
    ['ISK', 5, 500],
    ['UGX', 7, 700],
    // Two in ISO 4217, none at Stripe.
    ['MGA', 1_200, 12],
  ])('%s: %i is %i there, and back', (currency, iso, stripe) => {
    expect(toStripe(iso, currency)).toBe(stripe);
    expect(fromStripe(stripe, currency.toLowerCase())).toBe(iso);
  });

  test.each([
    ['KWD', 5124],
    ['MGA', 1_250],
    ['ISK', Number.MAX_SAFE_INTEGER],
  ])('%s %i is refused, and not rounded', (currency, amount) => {
    expect(() => toStripe(amount, currency)).toThrow(ProviderRefused);
  });

  test('whole thousands of every currency come back as they were', () => {
    for (const currency of currencyCodes)
      expect(fromStripe(toStripe(1_000_000, currency), currency)).toBe(1_000_000);
  });
});
