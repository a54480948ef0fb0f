import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase, settingsFor } from '../setup/api.ts';
import { startApi } from '../setup/api-process.ts';
import { childEnvironment } from '../setup/child-environment.ts';
import { until } from '../setup/wait.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

test.each(['192.0.2.1', 'nowhere.invalid'])(
  'HOST %s is named as what is wrong, not the database',
  async (HOST) => {
    await expect(startApi(settingsFor(database.url, { HOST }))).rejects.toThrow(
      /^HOST is no name or address of this machine$/,
    );
  },
);

test('a wrong HOST is told with all other faults at once', async () => {
  const wrong = { HOST: '192.0.2.1', JWT_SECRET: 'short', LOG_LEVEL: 'loud' };
  await expect(startApi(settingsFor(database.url, wrong))).rejects.toThrow(
    /^JWT_SECRET is too short.*\nLOG_LEVEL must be.*\nHOST is no name or address of this machine$/,
  );
});

test('stdout is JSON in every line; "ready URL" is one of its messages, and a plain line on stderr', async () => {
  const entry = fileURLToPath(new URL('../../dist/src/bin/api.js', import.meta.url));
  const env = childEnvironment(settingsFor(database.url, { LOG_LEVEL: 'info' }));
  const api = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  api.stdout.on('data', (text) => (out += text));
  api.stderr.on('data', (text) => (err += text));
  const closed = once(api, 'close');
  try {
    await until('it says ready', () => /^ready http:\/\/127\.0\.0\.1:\d+$/m.test(err));
  } finally {
    api.kill('SIGTERM');
    await closed;
  }
  const messages = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg);
  expect(messages).toContain(err.trim());
});
