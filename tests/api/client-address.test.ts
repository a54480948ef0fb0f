import { expect, test } from 'vitest';
import { networkOf } from '../../src/api/client-address.ts';

test.each([
  [
    '203.0.113.9',
    [
      '203.0.113.9:1024',
      '::ffff:203.0.113.9',
      '::FFFF:cb00:7109',
      '[::ffff:203.0.113.9]:443',
      '203.000.113.009',
    ],
  ],
  [
    '2001:db8:0:7::/64',
    [
      '2001:db8:0:7::1',
      '2001:DB8:0:7::2',
      '[2001:db8:0:7::1]:50000',
      '"[2001:db8:0:7::1]:50000"',
      '2001:0db8:0000:0007:0000:0000:0000:0001',
      '2001:db8:0:7:8::%eth0',
    ],
  ],
  ['0:0:0:0::/64', ['::1', '[::1]:80']],
])('%s is one, however it is written', (network, spellings) => {
  expect(spellings.map(networkOf)).toEqual(spellings.map(() => network));
});

test.each(['', 'unknown', '_hidden', '1.2.3.4.5', '203.0.113.9:99999', 'x'.repeat(20_000)])(
  '%.20s is no address',
  (text) => {
    expect(networkOf(text)).toBeUndefined();
  },
);
