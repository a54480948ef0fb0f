import { parseArgs } from 'node:util';
import type { Pool } from 'pg';
import { loadConfig } from '../config.ts';
import { createPool } from '../database/connections.ts';
import { type JobQueues, openQueues } from '../jobs/queues.ts';
import { retryFailed } from '../outbox/retry-failed.ts';
import { argumentFault } from '../process/argument-fault.ts';
import { failStart } from '../process/lifecycle.ts';
import { waitUntilDelivered } from './jobs/drain.ts';
import { printFailed } from './jobs/failed.ts';
import { help } from './jobs/help.ts';
import { printWaiting } from './jobs/waiting.ts';

/** The process behind `npm run jobs`. */
const usage = (fault: string): never => {
  console.error(`${fault}\n\n${help}`);
  process.exit(2);
};

const commands = { failed, waiting, retry, drain: drained };
const { command, id, all, timeoutMs } = readArguments();
try {
  const config = loadConfig('migrate');
  const pool = createPool(config.databaseUrl, {
    applicationName: 'holdfast-jobs',
    max: 2,
    connectionTimeoutMillis: 5_000,
  });
  const queues = command === 'drain' || command === 'waiting' ? undefined : await reachQueues(config);
  const code = await commands[command](pool, queues);
  await queues?.close();
  await pool.end();
  process.exit(code);
} catch (error) {
  failStart(error);
}

async function failed(pool: Pool, queues: JobQueues | undefined): Promise<number> {
  await printFailed(pool, queues);
  return 0;
}

async function waiting(pool: Pool): Promise<number> {
  await printWaiting(pool);
  return 0;
}

async function retry(pool: Pool, queues: JobQueues | undefined): Promise<number> {
  const retried = await retryFailed(pool, queues, all ? undefined : id);
  if (!queues) console.error('The queues cannot be reached: their jobs are put back when they are.');
  console.log(retried === 1 ? '1 job is tried again.' : `${retried} jobs are tried again.`);
  if (retried > 0 || all) return 0;
  console.error(`No job that failed for good has the id ${id}.`);
  return 1;
}

async function drained(pool: Pool): Promise<number> {
  const { owed, failed } = await waitUntilDelivered(pool, timeoutMs);
  if (owed === 0) console.log('Nothing is owed.');
  else console.error(`${owed} still owed; does a worker run?`);
  if (failed > 0) {
    const jobs = failed === 1 ? '1 job' : `${failed} jobs`;
    console.error(`${jobs} failed for good and will not be delivered: npm run jobs -- failed`);
  }
  return owed === 0 ? 0 : 1;
}

/** Undefined where they cannot be reached: PostgreSQL knows what is owed all the same. */
async function reachQueues(config: { redisUrl: string | undefined; databaseUrl: string }) {
  const settings = { ...config, applicationName: 'holdfast-jobs' };
  const queues = await openQueues(settings, { onLost() {}, onBack() {} });
  if (queues.isReady()) return queues;
  await queues.close();
  return undefined;
}

function isCommand(name: string): name is keyof typeof commands {
  return Object.hasOwn(commands, name);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        all: { type: 'boolean', default: false },
        timeout: { type: 'string', default: '60' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      console.log(help);
      process.exit(0);
    }
    const [name, wanted, ...rest] = positionals;
    if (name === undefined) return usage('Name a command.');
    if (!isCommand(name)) return usage(`unknown command ${JSON.stringify(name)}`);
    if (rest.length > 0 || (wanted !== undefined && name !== 'retry')) return usage('Too many arguments.');
    if (name === 'retry' && (wanted === undefined) === !values.all) return usage('Name an id, or --all.');
    if (!/^\d{1,6}$/.test(values.timeout)) return usage('--timeout is a number of seconds.');
    return { command: name, id: wanted, all: values.all, timeoutMs: Number(values.timeout) * 1_000 } as const;
  } catch (error) {
    return usage(argumentFault(error));
  }
}
