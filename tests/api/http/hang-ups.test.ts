import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase, settingsFor } from '../../setup/api.ts';
import { type ApiProcess, startApi } from '../../setup/api-process.ts';
import { until } from '../../setup/wait.ts';

let database: Database;
let api: ApiProcess;
beforeAll(async () => {
  database = await openDatabase();
  api = await startApi(settingsFor(database.url, { LOG_LEVEL: 'debug' }));
});
afterAll(async () => {
  await api.stop();
  await database.close();
});

// biome-ignore lint/suspicious/noExplicitAny: lines of a log
const lines = (): any[] =>
  api
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

test('clients that hang up while they send are told of at debug alone, and are no answer of ours with 5xx', async () => {
  const hangUps = 20;
  for (let n = 0; n < hangUps; n++) {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write('POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n');
    socket.write('Content-Length: 50\r\n\r\n{"email":');
    // Answered by the same process: by then it has the head of the request.
    await api.anyone.get('/healthz');
    if (n % 2 === 0) socket.destroy();
    else socket.resetAndDestroy();
  }
  const told = () => lines().filter(({ msg }) => msg === 'the client hung up');
  await until('the log has all', () => told().length === hangUps);
  expect(lines().filter(({ level, reqId }) => level > 30 && reqId !== undefined)).toEqual([]);
  expect((await api.anyone.get('/metrics')).text).not.toMatch(/status="5/);
});

test('at the level debug each answer is a line, found by its request id, without query or body', async () => {
  const answer = await api.anyone.post('/login?token=hidden', { email: 'who@example.org', secret: 'hidden' });
  expect(answer.status).toBe(400);
  const { requestId } = answer.body;
  const line = await until('its line', () =>
    lines().find((one) => one.requestId === requestId && one.msg === 'answered'),
  );
  expect(line).toMatchObject({ method: 'POST', route: '/login', status: 400, ms: expect.any(Number) });
  await api.anyone.get('/nothing/hidden');
  await until('the line of an unknown address', () => lines().some(({ route }) => route === 'none'));
  expect(api.output()).not.toMatch(/hidden|who@example/);
});
