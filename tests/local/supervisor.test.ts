import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test } from 'vitest';
import { isRunning } from '../../src/local/process-identity.ts';
import { ProcessRecords } from '../../src/local/process-records.ts';
import { createEmptyDatabase } from '../setup/services.ts';
import { until } from '../setup/wait.ts';
import { dataFolder } from './folder.ts';
import { npmRun } from './npm-run.ts';
import { startShop } from './supervisor-process.ts';

const json = async (url: string) =>
  (await fetch(url)).json() as Promise<{ total: number; items: { id: string }[] }>;

/** Sends what /docs fills in for a first purchase. @returns the statuses of login, cart and order */
async function tryItOut(url: string): Promise<number[]> {
  const { paths } = (await (await fetch(`${url}/docs/json`)).json()) as {
    paths: Record<string, { post: { requestBody: { content: Record<string, { example?: object }> } } }>;
  };
  const send = (path: string, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(paths[path]?.post.requestBody.content['application/json']?.example ?? {}),
    });
  const login = await send('/login');
  const { accessToken } = (await login.json()) as { accessToken: string };
  const bearer = { authorization: `Bearer ${accessToken}` };
  return [login.status, (await send('/cart/items', bearer)).status, (await send('/orders', bearer)).status];
}

/** Files of the build as they are, which all other tests start packed. */
const asBuilt = fileURLToPath(new URL('../../dist/src/bin/local/start.js', import.meta.url));

test('brings up a whole shop, takes an order with the printed line, mails it, and stops without a trace', async () => {
  const { dataDir } = dataFolder();
  const shop = startShop(dataDir, {}, asBuilt);
  const url = await shop.ready();
  const inbox = /Mail inbox +(\S+)/.exec(shop.output())?.[1] ?? '';
  const simulator = /Payments +(\S+) \(simulator\)/.exec(shop.output())?.[1] ?? '';
  expect(shop.output()).toContain('208 products in 8 categories');
  expect(shop.output()).toContain('admin@holdfast.example');

  const command = /^T=.*$/m.exec(shop.output())?.[0] ?? '';
  const answers = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trim().split('\n');
  expect(JSON.parse(answers.at(-1) ?? '')).toMatchObject({ status: 'PLACED', currency: 'GBP' });
  await until('the confirmation mail', async () => (await json(`${inbox}/api/messages`)).total === 1);
  const [newest] = (await json(`${inbox}/api/messages`)).items;
  const source = await (await fetch(`${inbox}/api/messages/${newest?.id}`)).text();
  const [link = ''] = /http:[^\s"\\]+/.exec(source) ?? [];
  expect(link).toContain(`${url}/o/`);
  expect(await (await fetch(link)).text()).toContain('<h1>Your order');

  expect(await tryItOut(url)).toEqual([200, 201, 201]);
  expect(await (await fetch(simulator)).text()).toContain(`${url}/payment-webhooks/simulator`);
  await until('its confirmation mail', async () => (await json(`${inbox}/api/messages`)).total === 2);

  // The commands find its database by its folder alone.
  const commands: [string, string[], string][] = [
    ['reconcile', [], 'Stock, ledger and orders agree\n'],
    ['jobs', ['drain'], 'Nothing is owed.\n'],
    ['jobs', ['failed'], 'No job has failed for good.\n'],
    ['migrate', [], 'The database is up to date\n'],
  ];
  for (const [name, args, out] of commands)
    expect(await npmRun(name, args, { DATA_DIR: dataDir }, 'built')).toEqual({ code: 0, out, err: '' });

  const processes = shop.processes();
  expect(processes).toHaveLength(5); // supervisor, guardian, PostgreSQL, API, worker
  shop.child.kill('SIGTERM');
  expect(await shop.exitCode()).toBe(0);
  expect(processes.filter(isRunning)).toEqual([]);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  await expect(fetch(inbox)).rejects.toThrow();
  await expect(fetch(simulator)).rejects.toThrow();
});

test('goes on with the same data after kill -9, beside which a second start is refused', async () => {
  const { dataDir } = dataFolder();
  const first = startShop(dataDir);
  await first.ready();

  const second = startShop(dataDir);
  expect(await second.exitCode()).toBe(1);
  expect(second.output()).toMatch(/^holdfast: Holdfast is already running on .*\n$/);

  const orphans = first.processes();
  // With its guardian: nobody is left to stop the others.
  process.kill(new ProcessRecords(dataDir).read('guardian')!.pid, 'SIGKILL');
  first.child.kill('SIGKILL');
  await first.exitCode();
  const next = startShop(dataDir);
  await next.ready();
  expect(next.output()).toMatch(/Cleaned up after a start that was killed:.*postgres/);
  expect(next.output()).not.toContain('Demo data');
  expect(orphans.filter(isRunning)).toEqual([]);
  next.child.kill('SIGINT');
  expect(await next.exitCode()).toBe(0);
});

test('kill -9 of the supervisor ends everything that it started', async () => {
  const { dataDir } = dataFolder();
  const shop = startShop(dataDir);
  await shop.ready();
  const processes = shop.processes();
  shop.child.kill('SIGKILL');
  await until('all are gone', () => processes.filter(isRunning).length === 0);
  expect(new ProcessRecords(dataDir).recorded().filter(({ name }) => name !== 'guardian')).toEqual([]);
});

test('an API that dies is started again', async () => {
  const { dataDir } = dataFolder();
  const { templateUrl } = inject('services');
  const database = await createEmptyDatabase();
  onTestFinished(() => database.drop());
  expect(new URL(templateUrl).hostname).toBe('127.0.0.1');
  const shop = startShop(dataDir, { DATABASE_URL: database.url });
  await shop.ready();
  expect(shop.output()).toMatch(/Customer +customer@holdfast.example +[\w-]{16}\n/);
  const api = Number(/API +process (\d+)/.exec(shop.output())?.[1]);
  process.kill(api, 'SIGKILL');
  await until('the API is back', () => shop.output().includes('The api is up again'));
  shop.child.kill('SIGTERM');
  expect(await shop.exitCode()).toBe(0);
});

const oneLine = /^(Holdfast\n)?holdfast: [^\n]+\n$/;

test('a port in use, a wrong database and a folder that is none each give one line and exit code 1', async () => {
  const { dataDir } = dataFolder();
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => {
    taken.close();
  });
  await until('the port is taken', () => taken.listening);
  const port = String((taken.address() as AddressInfo).port);
  const refused = new URL(inject('services').templateUrl);
  refused.password = 'wrong';
  const missing = new URL(inject('services').templateUrl);
  missing.pathname = '/no_such_database';

  const cases: [NodeJS.ProcessEnv, RegExp][] = [
    [{ PORT: port }, new RegExp(`Port ${port} is in use`)],
    [{ PAYMENT_SIMULATOR_PORT: port }, new RegExp(`Port ${port} of PAYMENT_SIMULATOR_PORT is in use`)],
    [{ PORT: '8470', PAYMENT_SIMULATOR_PORT: '8470' }, /PORT and PAYMENT_SIMULATOR_PORT are the same/],
    [{ DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/x' }, /cannot be reached/],
    [{ DATABASE_URL: refused.href }, /refused the login/],
    [{ DATABASE_URL: missing.href }, /no such database/],
    [{ DATA_DIR: '/dev/null' }, /is no folder/],
    [{ DATA_DIR: '/proc/nowhere' }, /is no folder/],
    [{ HOST: '192.0.2.1' }, /HOST is no name or address of this machine/],
    [{ PORT: 'eighty' }, /PORT must be a whole number/],
  ];
  for (const [settings, words] of cases) {
    const shop = startShop(dataDir, settings);
    expect(await shop.exitCode()).toBe(1);
    expect(shop.output()).toMatch(oneLine);
    expect(shop.output()).toMatch(words);
  }
});

test('all faults of the settings are told at once, those of HOST and HOLDFAST_REDIS among them', async () => {
  const { dataDir } = dataFolder();
  const shop = startShop(dataDir, { HOLDFAST_REDIS: 'yes', HOST: '192.0.2.1', PORT: 'x' });
  expect(await shop.exitCode()).toBe(1);
  expect(shop.output()).toMatch(
    /^holdfast: PORT must be.*\nholdfast: HOLDFAST_REDIS is none.*\nholdfast: HOST is no name.*\n$/,
  );
});
