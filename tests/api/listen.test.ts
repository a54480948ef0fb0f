import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { listen } from '../../src/api/listen.ts';
import { configFor, type Database, openDatabase } from '../setup/api.ts';
import { lockWaiter } from '../setup/orders.ts';
import { count } from '../setup/records.ts';
import { forgeToken } from '../setup/tokens.ts';

/** A name with two addresses, as localhost is where there is IPv6: what holds at the first holds at the second. */
const second = '127.0.0.2';

let database: Database;
let app: FastifyInstance;
let port: number;
beforeAll(async () => {
  database = await openDatabase();
});
beforeEach(async () => {
  app = await buildApp(configFor(database.url));
  port = await listen(app, ['127.0.0.1', second], 0);
});
afterAll(() => database.close());

async function send(bytes: string): Promise<{ socket: Socket; text(): string }> {
  const socket = connect(port, second);
  socket.on('error', () => {});
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'connect');
  if (bytes !== '') socket.write(bytes);
  return { socket, text: () => text };
}

test('an unknown Expect and what is no HTTP are answered with problems', async () => {
  const expects = await send('GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: x\r\n\r\n');
  const broken = await send('hello\r\n\r\n');
  await Promise.all([expects, broken].map(({ socket }) => once(socket, 'close')));
  expect(expects.text()).toMatch(/^HTTP\/1.1 417 .*"code":"expectation_failed"/s);
  expect(broken.text()).toMatch(/^HTTP\/1.1 400 .*"code":"validation_failed"/s);
  await app.close();
});

test('a stop waits for the order under way, and ends connections that never sent a byte', async () => {
  const [product, id] = [await database.product({ stock: 5 }), await database.customer()];
  await database.pool.query(
    `insert into cart_items (id, user_id, product_id, quantity) values (gen_random_uuid(), $1, $2, 1)`,
    [id, product.id],
  );
  const rival = await database.pool.connect();
  await rival.query('begin');
  await rival.query('select from products where id = $1 for no key update', [product.id]);
  const silent = await send('');
  const token = forgeToken({ id, role: 'CUSTOMER' });
  const order = await send(`POST /orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  const ended = [silent, order].map(({ socket }) => once(socket, 'close'));
  await lockWaiter(database.pool, 'holdfast-checkout');

  let closed = false;
  const closing = app.close().then(() => {
    closed = true;
  });
  await ended[0];
  expect(closed).toBe(false);
  await expect(send('')).rejects.toThrow(/ECONNREFUSED/);
  await rival.query('rollback');
  rival.release();
  await Promise.all([ended[1], closing]);
  expect(order.text()).toMatch(/^HTTP\/1.1 201 /);
  expect(await count(database.pool, 'orders', 'user_id = $1', [id])).toBe(1);
});
