import { argon2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hashPassword, verifyPassword } from '../../src/accounts/password.ts';

test('a password is the same however a keyboard composes it, and no other one is', async () => {
  const hash = await hashPassword('cafe\u0301 ﬁne');
  expect(await verifyPassword(hash, 'café fine')).toBe(true);
  expect(await verifyPassword(hash, 'cafe fine')).toBe(false);
  const composed = await hashPassword('café fine');
  expect(await verifyPassword(composed, 'cafe\u0301 ﬁne')).toBe(true);
});

test('a hash of other parameters is compared with its own', async () => {
  const nonce = Buffer.from('sixteen bytes ..');
  const cheap = { memory: 64, passes: 3, parallelism: 2, tagLength: 24 };
  const tag = argon2Sync('argon2id', { message: 'old password', nonce, ...cheap });
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  const hash = `$argon2id$v=19$m=64,t=3,p=2$${text(nonce)}$${text(tag)}`;
  expect(await verifyPassword(hash, 'old password')).toBe(true);
  expect(await verifyPassword(hash, 'new password')).toBe(false);
  for (const changed of [`x${hash}`, `${hash}$`]) {
    expect(await verifyPassword(changed, 'old password')).toBe(false);
  }
});

describe('what is no hash of this kind matches no password', () => {
  const salt = 'c2l4dGVlbiBieXRlcyAuLg';
  const tag = 'A'.repeat(43);
  test.each([
    '',
    'plain',
    `$argon2i$v=19$m=64,t=3,p=2$${salt}$${tag}`,
    `$argon2id$v=19$m=64,t=3,p=2$$${tag}`,
  ])('%j', async (hash) => {
    expect(await verifyPassword(hash, '')).toBe(false);
    expect(await verifyPassword(hash, 'plain')).toBe(false);
  });
});
