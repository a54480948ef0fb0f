import { readFileSync } from 'node:fs';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyPassword } from '../../src/accounts/password.ts';
import { listProducts } from '../../src/catalog/list-products.ts';
import { ormOptions } from '../../src/database/orm-options.ts';
import { Category } from '../../src/entities/category.entity.ts';
import { Coupon } from '../../src/entities/coupon.entity.ts';
import { TaxRate } from '../../src/entities/index.ts';
import { Product } from '../../src/entities/product.entity.ts';
import { ShippingMethod } from '../../src/entities/shipping-method.entity.ts';
import { StockMovement } from '../../src/entities/stock-movement.entity.ts';
import { User } from '../../src/entities/user.entity.ts';
import { newId } from '../../src/ids.ts';
import { fixedLogins, isThisMachineAlone, randomLogins } from '../../src/local/demo-accounts.ts';
import { renewPublishedLogins, seedDemoData } from '../../src/local/demo-data.ts';
import { quoteCart } from '../../src/rates/quote-cart.ts';
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

test('two ways to send things, one of them free above an amount, taxes and a coupon are set up once and good for a quote', async () => {
  const em = orm.em.fork();
  const methods = await em.find(ShippingMethod, {}, { orderBy: { price: 'asc' } });
  expect(methods.map(({ freeAbove }) => freeAbove ?? null)).toEqual([5_000, null]);
  const rates = await em.find(TaxRate, {}, { orderBy: { country: 'asc' } });
  expect(rates.map(({ country, rate }) => [country, rate])).toEqual([
    ['DE', 190_000],
    ['FR', 200_000],
    ['GB', 200_000],
  ]);
  const [coupon, ...others] = await em.find(Coupon, {});
  expect(others).toEqual([]);

  const customer = await em.findOneOrFail(User, { role: 'CUSTOMER' });
  const product = await em.findOneOrFail(Product, { sku: 'KIT-0001' });
  const pool: Pool = await em.getConnection().getNativeClient();
  await pool.query('insert into cart_items (id, user_id, product_id, quantity) values ($1, $2, $3, 2)', [
    newId(),
    customer.id,
    product.id,
  ]);
  const asked = { destination: { country: 'GB' }, couponCodes: [coupon!.code.toLowerCase()] };
  const bare = await quoteCart(pool, customer.id, asked, true);
  expect(bare).toMatchObject({ itemsTotal: 8_400, discountTotal: 840, taxTotal: 1_260, total: 7_560 });
  expect(bare.shippingMethods).toMatchObject([
    { name: 'Standard parcel', price: 0 },
    { name: 'Express', price: 995 },
  ]);
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
