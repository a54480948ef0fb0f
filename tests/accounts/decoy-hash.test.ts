import { expect, test } from 'vitest';
import { decoyHash, hashPassword, verifyPassword } from '../../src/accounts/password.ts';

test('an unknown e-mail is compared with what costs as much as a hash and is none of any password', async () => {
  const parametersOf = (hash: string) => hash.split('$').slice(0, 4);
  const real = await hashPassword('correct horse battery');
  expect(parametersOf(decoyHash())).toEqual(parametersOf(real));
  expect(decoyHash()).toHaveLength(real.length);
  expect(decoyHash()).not.toBe(decoyHash());
  for (const password of ['', 'correct horse battery']) {
    expect(await verifyPassword(decoyHash(), password)).toBe(false);
  }
});
