import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { publishedSettings } from '../../src/api/published-settings.ts';

const compose = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
const defaultOf = (name: string) => new RegExp(`\\$\\{${name}:?-([^}]+)\\}`).exec(compose)![1]!;

test('the secrets that docker-compose.yml publishes are told apart from others', () => {
  const admin = { email: 'admin@holdfast.example', password: defaultOf('ADMIN_PASSWORD') };
  expect(publishedSettings({ jwtSecret: defaultOf('JWT_SECRET'), admin })).toEqual([
    'JWT_SECRET',
    'ADMIN_PASSWORD',
  ]);
  const own = { jwtSecret: 'x'.repeat(32), admin: { ...admin, password: 'one of their own' } };
  expect(publishedSettings(own)).toEqual([]);
});
