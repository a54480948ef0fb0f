import { describe, expect, test } from 'vitest';
import { addressLines } from '../../src/addresses/address-lines.ts';
import { countryCodes, countryName, isCountry } from '../../src/addresses/countries.ts';
import { fullAddress, leastAddress } from '../setup/addresses.ts';

describe('countries', () => {
  test('are those of ISO 3166-1: each has a name, and none has two', () => {
    expect(countryCodes).toHaveLength(249);
    expect(new Set(countryCodes.map(countryName)).size).toBe(249);
    expect(countryCodes.filter((code) => countryName(code) === code)).toEqual([]);
  });

  test.each(['de', 'UK', 'EU', 'XX', 'AN', 'D', 'DEU', '', ' DE', 'toString'])('%j is none', (code) => {
    expect(isCountry(code)).toBe(false);
    expect(countryName(code)).toBe(code);
  });
});

describe('an address in lines', () => {
  test('has a line for each part, and the country in words', () => {
    expect(addressLines(fullAddress)).toEqual([
      'Zoë Quartermain',
      'Quartermain & Söhne',
      '12 Wunderbarstraße',
      'Hinterhaus, 3. Stock',
      '90-001 Łódź, Łódzkie',
      'Poland',
    ]);
    expect(addressLines(leastAddress)).toEqual(['Ann', 'Up the hill', 'Hilltown', 'Ireland']);
  });

  test('has the postal code where the country has it', () => {
    const town = { city: 'Springfield', region: 'IL', postalCode: '62704', country: 'US' };
    expect(addressLines(town)).toEqual(['Springfield, IL 62704', 'United States']);
  });
});
