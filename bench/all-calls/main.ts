import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatorVictim } from '../chaos/payment-victims.ts';
import { closedLoop } from '../setup/closed-loop.ts';
import { type Pids, serverPids, startCpu } from '../setup/cpu-shares.ts';
import { fillShop, sqlUserId, tokenOf } from '../setup/fill.ts';
import { Latencies } from '../setup/latencies.ts';
import { type BenchApi, openShop } from '../setup/shop.ts';
import { ADMINISTRATOR, BUYERS, type Example, PRODUCTS } from './example.ts';
import { examplesFor } from './examples.ts';
import { type Row, showTable } from './table.ts';

/**
 * `npm run bench:all-calls -- [CONNECTIONS] [OPERATION …]`: each operation of the OpenAPI document by itself, sorted by what
 * one request costs in CPU. Exits with 1 where one of them has no example, or was refused. What uses up what another call has
 * left needs that one named as well.
 */
const SECONDS = 1;
/** Before each measurement: code that is compiled, plans and caches that are made. */
const WARM_UP_SECONDS = 0.5;
const PROVIDER_SECRET = 'whsec_of_the_bench';

const args = process.argv.slice(2);
const [CONNECTIONS = 64] = args.map(Number).filter(Boolean);
const named = args.filter((argument) => Number.isNaN(Number(argument)));

const shop = await openShop();
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-calls-'));
const dist = new URL('../../', import.meta.url);
let api: BenchApi | undefined;
const simulator = await simulatorVictim(dist, folder, { url: 'http://127.0.0.1:9', secret: PROVIDER_SECRET });
try {
  await fillShop(shop.pool, BUYERS, PRODUCTS);
  await shop.pool.query(`update users set role = 'ADMIN' where id = ${sqlUserId(String(ADMINISTRATOR))}`);
  api = await shop.startApi({
    PAYMENT_PROVIDERS: 'manual,stripe',
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_WEBHOOK_SECRET: PROVIDER_SECRET,
    STRIPE_API_HOST: simulator.url,
    WEBHOOK_ALLOW_NETWORKS: '127.0.0.0/8',
  });
  const pids = { API: api.pid, ...(await serverPids(shop)) };
  const examples = examplesFor({
    pool: shop.pool,
    url: api.url,
    token: tokenOf(ADMINISTRATOR, 'ADMIN'),
    providerSecret: PROVIDER_SECRET,
  });
  const operations = await readOperations(api.url);
  const rows: Row[] = [];
  for (const [operationId, ways] of Object.entries(examples)) {
    const call = operations.get(operationId);
    if (call === undefined) throw new Error(`there is no operation ${operationId}`);
    if (named.length > 0 && !named.includes(operationId) && operationId !== 'getHealth') continue;
    for (const example of ways) {
      const name = example.variant === undefined ? call : `${call} (${example.variant})`;
      const row = await measure(api, pids, name, example);
      if (row) rows.push(row);
      process.stderr.write('.');
    }
  }
  process.stderr.write('\n');
  showTable(rows, rows[0]!);
  const missing = [...operations.keys()].filter((operationId) => !(operationId in examples));
  if (missing.length > 0) console.error(`not measured, because there is no example: ${missing.join(', ')}`);
  if (missing.length > 0 || rows.some(({ refused }) => refused.size > 0)) process.exitCode = 1;
} finally {
  await api?.stop();
  await simulator.kill();
  rmSync(folder, { recursive: true, force: true });
  await shop.close();
}

/** The operations of the document: method and path by `operationId`. */
async function readOperations(url: string): Promise<Map<string, string>> {
  const { paths } = (await (await fetch(`${url}/docs/json`)).json()) as {
    paths: Record<string, Record<string, { operationId?: string }>>;
  };
  const found = new Map<string, string>();
  for (const [path, methods] of Object.entries(paths))
    for (const [method, { operationId }] of Object.entries(methods))
      if (operationId !== undefined) found.set(operationId, `${method.toUpperCase()} ${path}`);
  return found;
}

async function measure(api: BenchApi, pids: Pids, name: string, example: Example): Promise<Row | undefined> {
  const amount = (await example.prepare?.()) ?? Infinity;
  if (amount === 0) {
    console.error(`\n${name}: nothing is there for it; name the calls before it as well`);
    process.exitCode = 1;
    return undefined;
  }
  let sent = 0;
  let isTold = false;
  const run = async (seconds: number, share: number, latencies: Latencies) => {
    const others = new Map<number, number>();
    const cpu = startCpu(pids);
    const load = await closedLoop(
      api.url,
      { connections: CONNECTIONS, amount: Math.floor(amount * share), seconds },
      async (connection) => {
        const request = example.request(sent++);
        const began = performance.now();
        const answer = await connection.send(request);
        latencies.add(performance.now() - began);
        if (answer.status >= 300) {
          others.set(answer.status, (others.get(answer.status) ?? 0) + 1);
          if (!isTold) console.error(`\n${request.split('\r\n', 1)[0]}: ${answer.status} ${answer.body}`);
          isTold = true;
        }
        example.onAnswer?.(answer);
      },
    );
    return { load, cpu: cpu(), others };
  };
  // Where requests use something up, a third of it warms up.
  await run(WARM_UP_SECONDS, 1 / 3, new Latencies());
  const latencies = new Latencies();
  const { load, cpu, others } = await run(SECONDS, 2 / 3, latencies);
  const each = Object.fromEntries(Object.entries(cpu).map(([process, ms]) => [process, ms / load.done]));
  return { name, perSecond: load.perSecond, latencies, cpuMs: each, refused: others };
}
