import Fastify from 'fastify';
import { Counter, Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Checkout, createCheckout } from '../../../src/api/orders/checkout.ts';
import type { PlaceOrderCommand } from '../../../src/orders/outcome.ts';
import { settleKeys } from '../../../src/orders/settle-keys.ts';
import { configFor } from '../../setup/api.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import { commandOf, type OrderDesk, openDesk } from '../../setup/orders.ts';
import { count } from '../../setup/records.ts';
import { asRival } from '../../setup/rival.ts';

/** The way of a checkout through a process, without HTTP: a test hangs up exactly when it wants to. */
const app = Fastify();
let shop: OrderDesk;
let checkout: Checkout;
beforeAll(async () => {
  shop = await openDesk();
  const registry = new Registry();
  const orders = new Counter({ name: 'orders', help: '-', labelNames: ['outcome'], registers: [registry] });
  app.decorate('config', configFor(shop.url));
  app.decorate('metrics', { registry, orders } as never);
  // What is owed stays in the outbox.
  app.decorate('jobs', { publish() {} } as never);
  checkout = createCheckout(app);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await shop.close();
});

/**
 * A customer with a cart, and `work` while another process works on a request with the same key. It comes to nothing
 * when `letGo` is called.
 */
async function whileTheKeyIsTaken(
  work: (command: PlaceOrderCommand, letGo: () => Promise<unknown>) => Promise<void>,
) {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyer([product.id, 1]);
  const command = commandOf(buyer, 'key');
  const [claim] = settleKeys([command]).reads;
  await asRival(shop.pool, async (rival) => {
    await rival.query({ ...claim!.statement, values: claim!.values as unknown[] });
    await work(command, () => rival.query('rollback'));
  });
  expect(await count(shop.pool, 'orders', 'user_id = $1', [buyer])).toBe(1);
  await expectSoundBooks(shop.pool);
}

test('a request whose twin was given up is not given up with it: it has an order, and not 408', async () => {
  await whileTheKeyIsTaken(async (command, letGo) => {
    const hangUp = new AbortController();
    const first = checkout.place(command, hangUp.signal);
    const given = expect(first).rejects.toMatchObject({ name: 'Abandoned' });
    hangUp.abort();
    const second = checkout.place(command, new AbortController().signal);
    const answer = expect(second).resolves.toMatchObject({ replayed: false, answer: { status: 201 } });
    await given;
    await letGo();
    await answer;
  });
});

test('a request whose twin hangs up while both wait for one run has that run: one order, and not 408', async () => {
  await whileTheKeyIsTaken(async (command, letGo) => {
    const hangUp = new AbortController();
    const answers = [hangUp.signal, new AbortController().signal].map((signal) =>
      checkout.place(command, signal),
    );
    hangUp.abort();
    await letGo();
    const placed = await Promise.all(answers);
    expect(placed.map(({ replayed }) => replayed)).toEqual([false, true]);
    expect(new Set(placed.map(({ answer }) => answer.body)).size).toBe(1);
  });
});
