import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { listen } from '../../src/api/listen.ts';
import { configFor, type Database, openDatabase } from '../setup/api.ts';

/** A name with two addresses, as localhost is where there is IPv6: what holds at the first holds at the second. */
const second = '127.0.0.2';

let database: Database;
let app: FastifyInstance;
let port: number;
let letHeldBegin: () => Promise<object>;
beforeAll(async () => {
  database = await openDatabase();
});
beforeEach(async () => {
  app = await buildApp(configFor(database.url));
  app.get('/held', { config: { access: 'anyone' } }, () => letHeldBegin());
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

test('a stop waits for the answer under way, and ends connections that never sent a byte', async () => {
  const silent = await send('');
  const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<object>()];
  letHeldBegin = () => {
    asked.resolve();
    return held.promise;
  };
  const slow = await send('GET /held HTTP/1.1\r\nHost: x\r\n\r\n');
  const ended = [silent, slow].map(({ socket }) => once(socket, 'close'));
  await asked.promise;

  let closed = false;
  const closing = app.close().then(() => {
    closed = true;
  });
  await ended[0];
  expect(closed).toBe(false);
  await expect(send('')).rejects.toThrow(/ECONNREFUSED/);
  held.resolve({ done: true });
  await Promise.all([ended[1], closing]);
  expect(slow.text()).toMatch(/^HTTP\/1.1 200 .*connection: close.*{"done":true}/s);
});
