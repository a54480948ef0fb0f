import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../../../src/api/app.ts';
import { configFor, type Database, openDatabase, settingsFor } from '../../setup/api.ts';
import { type ApiProcess, startApi } from '../../setup/api-process.ts';
import { collectingLog } from '../../setup/logs.ts';
import { gate, until } from '../../setup/wait.ts';

/** What a stop does to the connections of a process. */

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

async function open(api: { url: string }, bytes = ''): Promise<Socket> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  if (bytes !== '') socket.write(bytes);
  return socket;
}

/** A request over `agent`: its status, or the code of the error that the client saw. */
const ask = (api: ApiProcess, agent: Agent): Promise<{ outcome: number | string; connection?: string }> =>
  new Promise((resolve) => {
    const sent = request(`${api.url}/products`, { agent }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        resolve({ outcome: answer.statusCode ?? 0, connection: String(answer.headers.connection) }),
      );
      answer.on('error', () => resolve({ outcome: 'cut off' }));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => resolve({ outcome: String(error.code) }));
    sent.end();
  });

const post =
  'POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n';
/** What clients have sent that only hold connections. */
const held = {
  'never a byte': '',
  'half a request line': 'GET /prod',
  'half a head': 'GET /products HTTP/1.1\r\nHost: x\r\n',
  'a body that stopped': `${post}{"email":`,
  'what was answered before': 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
};

test('a stop, while clients only hold connections in whatever state, loses nothing and says so: exit code 0', async () => {
  const api = await startApi(settingsFor(database.url));
  const opening = Object.values(held).flatMap((bytes) => [open(api, bytes), open(api, bytes)]);
  const closed = (await Promise.all(opening)).map((socket) => once(socket.resume(), 'close'));
  // What they sent has arrived once a later connection is answered.
  expect((await api.anyone.get('/healthz')).status).toBe(200);
  expect(await api.stop()).toBe(0);
  await Promise.all(closed);
});

test('clients that do not read their answers do not keep the process, which ends by itself: exit code 0', async () => {
  const description = 'x'.repeat(5_000);
  await Promise.all(Array.from({ length: 100 }, () => database.product({ description })));
  const api = await startApi(settingsFor(database.url));
  // Half a megabyte each, far more together than the buffers of both sides take.
  const asked = 'GET /products?limit=100 HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(100);
  const sockets = await Promise.all([open(api, asked), open(api, asked)]);
  // The first bytes are there, and nobody takes them.
  await Promise.all(sockets.map((socket) => once(socket, 'readable')));
  expect(await api.stop()).toBe(0);
  expect(sockets.map((socket) => socket.readableEnded)).toEqual([false, false]);
  for (const socket of sockets) socket.destroy();
});

test('clients that go on asking over open connections are answered to the last, and told that it is the last', async () => {
  const api = await startApi(settingsFor(database.url));
  const agents = Array.from({ length: 20 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  let answered = 0;
  const last = agents.map(async (agent) => {
    for (;;) {
      const seen = await ask(api, agent);
      if (seen.outcome !== 200 || seen.connection === 'close') return seen;
      answered++;
    }
  });
  await until('all have asked several times', () => answered > 200);
  const stopped = api.stop();
  const seen = await Promise.all(last);
  expect(seen).toEqual(agents.map(() => ({ outcome: 200, connection: 'close' })));
  expect(await stopped).toBe(0);
  for (const agent of agents) agent.destroy();
});

test.each([
  ['and the process stops, it is no error in the log', true, 'debug'],
  ['and the process stays, what failed is one', false, 'error'],
] as const)('the client of a request has gone: %s', async (_what, stops, level) => {
  const app = await buildApp(configFor(database.url));
  const { log, lines } = collectingLog();
  const arrived = gate();
  const held = gate();
  app.get('/held', { config: { access: 'anyone' } }, async (request) => {
    request.log = log;
    arrived.resolve();
    await held.promise;
    return app.pg.query(stops ? 'select 1' : 'select no_such_column');
  });
  const socket = await open({ url: await app.listen({ port: 0 }) }, 'GET /held HTTP/1.1\r\nHost: x\r\n\r\n');
  await arrived.promise;
  socket.destroy();
  if (stops) await app.close();
  held.resolve();
  await until('the log tells of it', () => lines().length > 0);
  expect(lines().map((line) => line.level)).toEqual([log.levels.values[level]]);
  await app.close();
});
