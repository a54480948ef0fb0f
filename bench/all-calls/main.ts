import { closedLoop } from '../setup/closed-loop.ts';
import { type Pids, serverPids, startCpu } from '../setup/cpu-shares.ts';
import { fillShop, sqlUserId } from '../setup/fill.ts';
import { Latencies } from '../setup/latencies.ts';
import { type BenchApi, openShop } from '../setup/shop.ts';
import { ADMINISTRATOR, BUYERS, type Example, examplesFor, PRODUCTS } from './examples.ts';
import { type Row, showTable } from './table.ts';

/**
 * `npm run bench:all-calls -- [CONNECTIONS] [OPERATION …]`: each operation of the OpenAPI document by itself, sorted by what
 * one request costs in CPU. Exits with 1 where there is no example for one of them.
 */
const SECONDS = 2;
/** Before each measurement: code that is compiled, plans and caches that are made. */
const WARM_UP_SECONDS = 1;

const args = process.argv.slice(2);
const [CONNECTIONS = 64] = args.map(Number).filter(Boolean);
const named = args.filter((argument) => Number.isNaN(Number(argument)));

const shop = await openShop();
try {
  await fillShop(shop.pool, BUYERS, PRODUCTS);
  await shop.pool.query(`update users set role = 'ADMIN' where id = ${sqlUserId(String(ADMINISTRATOR))}`);
  const api = await shop.startApi();
  const pids = { API: api.pid, ...(await serverPids(shop)) };
  const examples = examplesFor(shop.pool);
  const operations = await readOperations(api.url);
  const rows: Row[] = [];
  for (const [operationId, ways] of Object.entries(examples)) {
    const call = operations.get(operationId);
    if (call === undefined) throw new Error(`there is no operation ${operationId}`);
    if (named.length > 0 && !named.includes(operationId) && operationId !== 'getHealth') continue;
    for (const example of ways) {
      const name = example.variant === undefined ? call : `${call} (${example.variant})`;
      rows.push(await measure(api, pids, name, example));
      process.stderr.write('.');
    }
  }
  process.stderr.write('\n');
  await api.stop();
  showTable(rows, rows[0]!);
  const missing = [...operations.keys()].filter((operationId) => !(operationId in examples));
  if (missing.length > 0) {
    console.error(`not measured, because there is no example: ${missing.join(', ')}`);
    process.exitCode = 1;
  }
} finally {
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

async function measure(api: BenchApi, pids: Pids, name: string, example: Example): Promise<Row> {
  const amount = (await example.prepare?.()) ?? Infinity;
  let sent = 0;
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
        if (answer.status >= 400) others.set(answer.status, (others.get(answer.status) ?? 0) + 1);
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
