import { expect, test } from 'vitest';
import { readTaxRates, type TaxRateCsvError } from '../../src/rates/tax-rate-csv.ts';

const faultsOf = (csv: string): [number, string][] => {
  try {
    readTaxRates(csv);
    return [];
  } catch (error) {
    return (error as TaxRateCsvError).faults.map(({ line, why }) => [line, why]);
  }
};

test('commas and semicolons, quotes, a byte order mark, any order of columns, percentages and millionths', () => {
  const csv =
    '\uFEFFname;country;rate;validFrom;taxClass;region\r\n"VAT; full";DE;19 %;2021-01-01;;\r\nVAT;DE;70000;;books;"Büsingen"\r\n\r\n';
  expect(readTaxRates(csv)).toEqual([
    {
      country: 'DE',
      region: null,
      taxClass: 'standard',
      rate: 190_000,
      name: 'VAT; full',
      validFrom: '2021-01-01T00:00:00.000Z',
      validTo: null,
    },
    {
      country: 'DE',
      region: 'Büsingen',
      taxClass: 'books',
      rate: 70_000,
      name: 'VAT',
      validFrom: null,
      validTo: null,
    },
  ]);
});

test.each([
  ['0', 0],
  ['1000000', 1_000_000],
  ['0%', 0],
  ['7.7 %', 77_000],
  ['2.6%', 26_000],
  ['8.8750 %', 88_750],
  ['100%', 1_000_000],
])('a rate of %s', (rate, millionths) => {
  expect(readTaxRates(`country,rate,name\nDE,${rate},VAT`)[0]!.rate).toBe(millionths);
});

test.each(['', '0.19', '-1', '1000001', '101 %', '1,9 %', '1e5', '0x1'])('a rate of %j is none', (rate) => {
  expect(faultsOf(`country,rate,name\nDE,"${rate}",VAT`)).toEqual([
    [2, 'rate is neither 0 to 1000000 millionths nor a percentage'],
  ]);
});

test('rows with nothing in them are none', () => {
  expect(faultsOf('country,rate,name\n\n , ,\nDE,190000,VAT\n,,\n \n')).toEqual([]);
});

test('every fault is told with its line, and nothing is taken', () => {
  const csv = [
    'country,region,rate,name,validFrom,validTo',
    'DE,,19%,VAT,,',
    'de,,19%,VAT,,',
    'FR,,20%,,,',
    'FR,Corse,20%,TVA,2026-02-31,',
    'FR,,20%,TVA,2027-01-01,2026-01-01',
    'DE,,20%,VAT,,2030-01-01',
    `AT,${'x'.repeat(101)},20%,VAT,,`,
    'IT,,22%,IVA,,9999-12-31T23:59:59-01:00',
    'ES,,21%,IVA,0000-12-31,',
  ].join('\n');
  expect(faultsOf(csv)).toEqual([
    [3, 'country is not one of ISO 3166-1, such as DE'],
    [4, 'name is missing'],
    [5, 'validFrom is no instant such as 2027-01-01T00:00:00Z, and no day'],
    [6, 'validTo is not after validFrom'],
    [7, 'is the rate of line 2 again'],
    [8, 'region is longer than 100 characters'],
    [9, 'validTo is no instant such as 2027-01-01T00:00:00Z, and no day'],
    [10, 'validFrom is no instant such as 2027-01-01T00:00:00Z, and no day'],
  ]);
});

test.each([
  ['', 1, 'has no rates'],
  ['country,rate,name\n', 1, 'has no rates'],
  ['country,rate\nDE,1', 1, 'has no column name'],
  ['country,rate,name,colour\nDE,1,VAT,red', 1, 'column too many'],
  ['country,rate,name,rate\nDE,1,VAT,2', 1, 'column too many'],
  ['country,rate,name\nDE,1', 2, 'not like the line of names'],
  ['country,rate,name\nDE,1,"VAT', 2, 'not like the line of names'],
])('%j is no file of rates', (csv, line, why) => {
  expect(faultsOf(csv)).toEqual([[line, expect.stringContaining(why)]]);
});
