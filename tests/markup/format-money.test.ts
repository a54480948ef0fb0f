import { describe, expect, test } from 'vitest';
import { confirmationMail } from '../../src/mail/confirmation-mail.ts';
import { formatMoney } from '../../src/markup/format-money.ts';
import { currencyCodes, decimalsOf } from '../../src/money/currencies.ts';
import { plainCosts } from '../setup/costs.ts';

/** ISO 4217, list one of 2026-01-01: every other currency has two decimals. */
const withOtherDecimals: Record<string, number> = {
  ...zip('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0),
  ...zip('BHD IQD JOD KWD LYD OMR TND', 3),
  ...zip('CLF UYW', 4),
};
function zip(codes: string, decimals: number): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, decimals]));
}

const plain = (text: string) => text.replace(/\u00a0/g, ' ');

describe('an amount of money', () => {
  test('has the decimals of ISO 4217 in every currency, whatever the locale data of Node says', () => {
    const digitsOf = (text: string) => /\d+(?:\.(\d+))?$/.exec(text)?.[1]?.length ?? 0;
    const wrong = currencyCodes.filter(
      (code) => digitsOf(formatMoney(123_456_789, code)) !== (withOtherDecimals[code] ?? 2),
    );
    expect(wrong).toEqual([]);
    expect(currencyCodes).toHaveLength(165);
    expect(currencyCodes).toEqual(expect.arrayContaining(Object.keys(withOtherDecimals)));
  });

  test.each([
    [129_900, 'HUF', 'HUF 1,299.00'],
    [1_299_000, 'IQD', 'IQD 1,299.000'],
    [12_345_678, 'UYW', 'UYW 1,234.5678'],
    [12_345_678, 'CLF', 'CLF 1,234.5678'],
    [1_299, 'ISK', 'ISK 1,299'],
    [5, 'IDR', 'IDR 0.05'],
    [-1_999, 'RSD', '-RSD 19.99'],
    [1_999, 'ABC', 'ABC 19.99'],
  ])('%i minor units of %s are %s', (minorUnits, currency, text) => {
    expect(plain(formatMoney(minorUnits, currency))).toBe(text);
  });

  test('is the same in a confirmation mail', () => {
    const mail = confirmationMail(
      {
        id: '01936b2f-0000-7000-8000-000000000000',
        number: '250103-0000-000000',
        placedAt: new Date(0),
        ...plainCosts(259_800),
        currency: 'HUF',
        captured: 0,
        deliverTo: [],
        customer: { email: 'ada@example.org', name: 'Ada' },
        items: [{ sku: 'M', name: 'Mug', unitPrice: 129_900, quantity: 2, lineTotal: 259_800 }],
      },
      { shop: { name: 'Shop', address: 'orders@shop.example' }, link: undefined },
    );
    expect(plain(mail.text)).toContain('2 x HUF 1,299.00 = HUF 2,598.00');
    expect(plain(mail.text)).toContain('Total: HUF 2,598.00');
    expect(plain(mail.html)).toContain('HUF 2,598.00');
  });

  test('of a code that is none of ISO 4217 has two decimals', () => {
    expect(decimalsOf('ABC')).toBe(2);
  });
});
