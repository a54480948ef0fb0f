import { readFileSync } from 'node:fs';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyPassword } from '../../src/accounts/password.ts';
import { listProducts } from '../../src/catalog/list-products.ts';
import { ormOptions } from '../../src/database/orm-options.ts';
import { Category } from '../../src/entities/category.entity.ts';
import { Product } from '../../src/entities/product.entity.ts';
import { StockMovement } from '../../src/entities/stock-movement.entity.ts';
import { User } from '../../src/entities/user.entity.ts';
import { fixedLogins, isThisMachineAlone, randomLogins } from '../../src/local/demo-accounts.ts';
import { renewPublishedLogins, seedDemoData } from '../../src/local/demo-data.ts';
import { createDatabase, type TestDatabase } from '../setup/services.ts';

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await createDatabase();
  orm = await MikroORM.init(ormOptions({ url: database.url, applicationName: 'test' }));
});

afterAll(async () => {
  await orm?.close(true);
  await database?.drop();
});

test('fills an empty shop once, however many starts do it at the same time', async () => {
  const seeded = await Promise.all([1, 2, 3].map(() => seedDemoData(orm.em.fork(), fixedLogins)));
  expect(seeded.filter(Boolean)).toHaveLength(1);

  const em = orm.em.fork();
  expect(await em.count(Category)).toBe(8);
  const products = await em.find(Product, {});
  expect(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')).toContain(
    `fills an empty shop with ${products.length} products`,
  );
  expect(new Set(products.map((product) => product.name)).size).toBe(products.length);
  for (const product of products) {
    expect(product.currency).toBe('GBP');
    expect(product.price).toBeGreaterThan(0);
    expect(product.description).not.toBe('');
  }
});

test('what docs/search.md gives as examples is found in the demo shop', async () => {
  const doc = readFileSync(new URL('../../docs/search.md', import.meta.url), 'utf8');
  const table = doc.split('\n').filter((line) => line.startsWith('|'));
  const examples = table.flatMap((line) => [...line.matchAll(/`([^`]+)`: ([\w-]+)/g)]);
  expect(examples).toHaveLength(4);
  const pool: Pool = await orm.em.getConnection().getNativeClient();
  for (const [, q, expected = ''] of examples) {
    const { items } = await listProducts(pool, { q, limit: 5 });
    expect(items.length).toBeGreaterThan(0);
    for (const { name, sku } of items)
      expect(`${name} ${sku}`.toLowerCase()).toContain(expected.toLowerCase());
  }
});

test('the ledger accounts for all of the stock', async () => {
  const em = orm.em.fork();
  const movements = await em.find(StockMovement, {}, { populate: ['product'] });
  expect(movements).toHaveLength(await em.count(Product));
  for (const { delta, resultingQuantity, productVersion, reason, product } of movements) {
    expect(reason).toBe('import');
    expect(productVersion).toBe(product.$.version);
    expect([delta, resultingQuantity]).toEqual([product.$.stockQuantity, product.$.stockQuantity]);
  }
});

test('one administrator and one customer can log in with what is printed', async () => {
  const users = await orm.em.fork().find(User, {}, { populate: ['passwordHash'], orderBy: { email: 'asc' } });
  expect(users.map(({ email, role }) => ({ email, role }))).toEqual(
    fixedLogins.map(({ email, role }) => ({ email, role })),
  );
  for (const [i, user] of users.entries()) {
    expect(await verifyPassword(user.passwordHash, fixedLogins[i]?.password ?? '')).toBe(true);
  }
});

test('passwords for a database of others differ each time', () => {
  const passwords = [...randomLogins(), ...randomLogins()].map((login) => login.password);
  expect(new Set(passwords).size).toBe(4);
});

test('no login is a published one any more once others can reach the shop, and nobody is renewed twice', async () => {
  const logins = randomLogins();
  expect(await renewPublishedLogins(orm.em.fork(), logins)).toEqual(logins);
  const users = await orm.em.fork().find(User, {}, { populate: ['passwordHash'], orderBy: { email: 'asc' } });
  for (const [i, user] of users.entries()) {
    expect(await verifyPassword(user.passwordHash, fixedLogins[i]?.password ?? '')).toBe(false);
    expect(await verifyPassword(user.passwordHash, logins[i]?.password ?? '')).toBe(true);
  }
  expect(await renewPublishedLogins(orm.em.fork(), randomLogins())).toEqual([]);
});

test('only 127.0.0.1, ::1 and localhost are this machine alone', () => {
  expect(['127.0.0.1', '::1', 'localhost', 'LocalHost'].every(isThisMachineAlone)).toBe(true);
  expect(['0.0.0.0', '::', '127.0.0.9', '192.168.1.5', 'shop.example'].some(isThisMachineAlone)).toBe(false);
});
