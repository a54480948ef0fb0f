import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Refusal, ShopClient } from '../../../src/local/replay/shop-client.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A server that gives these answers one after the other, the last one for ever. */
async function serve(...answers: Answer[]) {
  const seen: { method: string | undefined; key: string | string[] | undefined }[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(seen.length, answers.length - 1)]!;
    seen.push({ method: request.method, key: request.headers['idempotency-key'] });
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server };
}

const say =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
const hangUp: Answer = (request) => request.socket.destroy();
const order = { method: 'POST', path: '/orders', idempotencyKey: 'k' } as const;

test.each([
  ['429', say(429, { code: 'rate_limited' }, { 'retry-after': '0' })],
  ['503 of a long queue', say(503, { code: 'overloaded' }, { 'retry-after': '0' })],
  ['409 of a key that is worked on', say(409, { code: 'idempotency_in_progress' }, { 'retry-after': '0' })],
  ['503 of a database that is away', say(503, { code: 'unavailable' }, { 'retry-after': '2' })],
  ['500', say(500, { code: 'internal_error' })],
  ['an answer that was lost', hangUp],
])('sends the same again after %s', async (_what, answer) => {
  const { url, seen } = await serve(answer, say(201, { id: 1 }));
  await expect(new ShopClient(url).send(order)).resolves.toEqual({ id: 1 });
  expect(seen).toEqual([
    { method: 'POST', key: 'k' },
    { method: 'POST', key: 'k' },
  ]);
});

test('waits as long as Retry-After asks', async () => {
  const { url } = await serve(say(429, { code: 'rate_limited' }, { 'retry-after': '1' }), say(200, {}));
  const began = performance.now();
  await new ShopClient(url).send({ method: 'GET', path: '/' });
  expect(performance.now() - began).toBeGreaterThan(990);
});

test('a refusal is final', async () => {
  const { url, seen } = await serve(say(409, { code: 'insufficient_stock', detail: 'See items' }));
  const refusal = await new ShopClient(url).send(order).catch((error) => error);
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({
    code: 'insufficient_stock',
    message: 'POST /orders was answered 409 insufficient_stock: See items',
  });
  expect(seen).toHaveLength(1);
});

test('a server that stays away is given up', async () => {
  const { url } = await serve(hangUp);
  await expect(new ShopClient(url, 300).send(order)).rejects.toThrow(/has not answered for 0 s/);
});

test('no shop at the address is said at once', async () => {
  const { url, server } = await serve(hangUp);
  await new Promise((resolve) => server.close(resolve));
  await expect(new ShopClient(url).checkAlive()).rejects.toThrow(
    /No shop answers at .*ECONNREFUSED.*npm start/,
  );
});

test('something else at the address is noticed', async () => {
  const { url } = await serve(say(404, {}));
  await expect(new ShopClient(url).checkAlive()).rejects.toThrow('is this the shop?');
});
