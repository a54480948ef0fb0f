import { describe, expect, test } from 'vitest';
import { createSeal } from '../../src/accounts/sealed.ts';
import { base32 } from '../../src/staff/second-factor/base32.ts';
import { codeOfStep, otpauthUri, stepAt, stepOfCode } from '../../src/staff/second-factor/totp.ts';

const secret = Buffer.from('12345678901234567890');

describe('a code of a device', () => {
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is what RFC 6238 says at %i s', (seconds, code) => {
    const now = new Date(seconds * 1_000);
    expect(codeOfStep(secret, stepAt(now))).toBe(code);
    expect(stepOfCode(secret, code, now)).toBe(Math.floor(seconds / 30));
  });

  test('is taken one step before and after its own, and no further', () => {
    const now = new Date('2026-11-27T12:00:00Z');
    const step = stepAt(now);
    const taken = [-2, -1, 0, 1, 2].map((aside) => stepOfCode(secret, codeOfStep(secret, step + aside), now));
    expect(taken).toEqual([undefined, step - 1, step, step + 1, undefined]);
    for (const wrong of ['', '12345', '1234567', 'abcdef', '٣٣٣٣٣٣'])
      expect(stepOfCode(secret, wrong, now)).toBeUndefined();
  });

  test('is told to a device with a secret in base32, and a label without a colon of its own', () => {
    const texts = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => base32(Buffer.from(text)));
    expect(texts).toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI']);
    expect(otpauthUri(secret, 'a:b&c@example.org', 'Shop & Co')).toBe(
      'otpauth://totp/Shop%20%26%20Co:a%3Ab%26c%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Shop%20%26%20Co',
    );
  });
});

test('what is sealed is opened by whoever has the secret, about the same thing and for the same purpose', () => {
  const { seal, open } = createSeal('a secret of the shop', 'second factors');
  const sealed = seal(secret, 'ada');
  expect(open(sealed, 'ada')).toEqual(secret);
  expect(sealed.includes(secret)).toBe(false);
  expect(seal(secret, 'ada')).not.toEqual(sealed);
  const changed = Buffer.from(sealed);
  changed[changed.length - 1]! ^= 1;
  expect([
    open(sealed, 'grace'),
    open(changed, 'ada'),
    open(sealed.subarray(0, 20), 'ada'),
    open(Buffer.alloc(0), 'ada'),
    createSeal('a secret of the shop', 'api keys').open(sealed, 'ada'),
    createSeal('another secret', 'second factors').open(sealed, 'ada'),
  ]).toEqual(Array(6).fill(undefined));
});
