import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectSoundBooks } from '../setup/books.ts';
import {
  type Before,
  cartsOf,
  look,
  numberOf,
  pricesDuring,
  stocksDuring,
} from './random/concurrent-shop.ts';
import { type Desks, type Outcome, openRandomShop, type RandomShop } from './random/desks.ts';
import { type CheckoutWish, groups, type Operation, products } from './random/operations.ts';

/** Random shops per test run; FAST_CHECK_RUNS asks for more. */
const RUNS = Number(process.env.FAST_CHECK_RUNS ?? 40);

let shop: RandomShop;
beforeAll(async () => {
  shop = await openRandomShop();
});
afterAll(() => shop.close());

interface Answered extends Outcome {
  command: CheckoutWish;
}

/** Units that customers put into their carts, by `user product`. */
type Units = Map<string, number>;

test(
  'whatever happens at once, on two pools and over HTTP: no false refusal, no lost or doubled order, sound books',
  async () => {
    await fc.assert(
      fc.asyncProperty(products, groups, async (starts, { onlyAdds, groups: all }) => {
        const desks = await shop.open(starts);
        const orders = new Map<string, Answered>();
        const added: Units = new Map();
        const mixes = all.flat().some((o) => o.op === 'change' && o.fields.currency !== undefined);
        for (const group of all) {
          const before = await look(shop.pool, desks);
          const answers = (await Promise.all(group.map((o) => perform(desks, o, added)))).flat();
          await expectTrue(answers, group, before, desks);
          if (!mixes) expect(answers.map(({ kind }) => kind)).not.toContain('currency_mismatch');
          expectOnce(answers, orders);
        }
        await expectEveryOrderThere(orders, desks);
        if (onlyAdds) await expectNoUnitLost(orders, added, desks);
        await expectSoundBooks(shop.pool);
      }),
      // What happens at once happens differently the next time: a smaller failure is not to be found by trying.
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  120_000 + RUNS * 8_000,
);

async function perform(desks: Desks, operation: Operation, added: Units): Promise<Answered[]> {
  if (operation.op === 'checkout') {
    const outcomes = await desks.checkout(operation);
    return outcomes.map((outcome, n) => {
      const command = operation.commands[n]!;
      // Over HTTP an order says nothing.
      return { ...outcome, command: operation.desk === 'http' ? { ...command, content: '' } : command };
    });
  }
  const versionOf = async (product: number) => (await look(shop.pool, desks)).products[product]!.version;
  const { status } = await desks.reply(operation, versionOf);
  expect(status).toBeLessThan(500);
  if (operation.op === 'add' && status === 201) {
    const name = `${operation.user} ${operation.product}`;
    added.set(name, (added.get(name) ?? 0) + operation.quantity);
  }
  return [];
}

/** Each answer of a group was the right one at some moment of it. */
async function expectTrue(answers: Answered[], group: Operation[], before: Before, desks: Desks) {
  const stocks = await stocksDuring(shop.pool, desks, before);
  const prices = pricesDuring(before, group);
  const changesCart = (user: number) => group.some((o) => 'user' in o && o.user === user && o.op !== 'add');
  for (const { kind, items = [], body, command } of answers) {
    const mine = answers.filter((other) => other.command.user === command.user);
    switch (kind) {
      case 'placed':
        for (const { productId, unitPrice } of JSON.parse(body!).items) {
          expect(prices[numberOf(desks, productId)]).toContain(unitPrice);
        }
        break;
      case 'insufficient_stock':
        expect(items).not.toEqual([]);
        for (const { productId, requested, available } of items) {
          expect(available).toBeLessThan(requested);
          expect(stocks[numberOf(desks, productId)]).toContain(available);
        }
        break;
      case 'cart_empty': {
        const ordered = mine.some((other) => other.kind === 'placed');
        const hadItems = before.carts[command.user]!.size > 0;
        expect(hadItems && !ordered && !changesCart(command.user)).toBe(false);
        break;
      }
      case 'idempotency_key_reused':
        expect(command.key).toBeDefined();
        break;
      case 'idempotency_in_progress':
        expect(mine.filter((other) => other.command.key === command.key).length).toBeGreaterThan(1);
        break;
      case 'replayed':
      case 'currency_mismatch':
        break;
      default:
        throw new Error(`nobody may be answered ${kind}`);
    }
  }
}

/** An order is placed for one command, and given again only to those with its key and its content. */
function expectOnce(answers: Answered[], orders: Map<string, Answered>) {
  for (const answer of answers.filter(({ kind }) => kind === 'placed')) {
    expect(orders.has(answer.orderId!)).toBe(false);
    const { user, key } = answer.command;
    const twins = [...orders.values()].filter(({ command: c }) => c.user === user && c.key === key);
    if (key !== undefined) expect(twins).toEqual([]);
    orders.set(answer.orderId!, answer);
  }
  const keyOf = ({ user, key, content }: CheckoutWish) => [user, key, content];
  for (const answer of answers.filter(({ kind }) => kind === 'replayed')) {
    const first = orders.get(answer.orderId!);
    expect(answer.command.key).toBeDefined();
    expect([keyOf(answer.command), answer.body]).toEqual([first && keyOf(first.command), first?.body]);
  }
}

/** The orders in the database are those that were answered with, line by line, and no others. */
async function expectEveryOrderThere(orders: Map<string, Answered>, desks: Desks) {
  const { rows } = await shop.pool.query<{ id: string; user_id: string; items: object[] }>(
    `select o.id, o.user_id, (
        select json_agg(json_build_object('productId', i.product_id, 'sku', i.sku, 'name', i.name,
                 'unitPrice', i.unit_price, 'quantity', i.quantity, 'lineTotal', i.line_total) order by i.position)
          from order_items i where i.order_id = o.id) as items
       from orders o where o.user_id = any($1)`,
    [desks.users],
  );
  const stored = rows.map((row) => [row.id, { user: row.user_id, items: row.items }]);
  const answered = [...orders].map(([id, { command, body }]) => [
    id,
    {
      user: desks.users[command.user],
      // When it was placed, nothing had happened to it yet.
      items: JSON.parse(body!).items.map((item: object) => ({
        ...item,
        cancelled: undefined,
        fulfilled: undefined,
        returned: undefined,
        discount: undefined,
        tax: undefined,
        taxRate: undefined,
      })),
    },
  ]);
  expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(answered));
}

/** What was put into carts that nobody emptied was ordered once, or is still there. */
async function expectNoUnitLost(orders: Map<string, Answered>, added: Units, desks: Desks) {
  const found: Units = new Map();
  const count = (user: number, product: number, quantity: number) => {
    const name = `${user} ${product}`;
    found.set(name, (found.get(name) ?? 0) + quantity);
  };
  for (const { command, body } of orders.values()) {
    for (const { productId, quantity } of JSON.parse(body!).items)
      count(command.user, numberOf(desks, productId), quantity);
  }
  for (const [user, cart] of (await cartsOf(shop.pool, desks)).entries()) {
    for (const [product, quantity] of cart) count(user, product, quantity);
  }
  expect(found).toEqual(added);
}
