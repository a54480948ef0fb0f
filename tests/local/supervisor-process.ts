import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { isRunning, type ProcessIdentity } from '../../src/local/process-identity.ts';
import { ProcessRecords } from '../../src/local/process-records.ts';
import { packedEntry } from '../setup/packed.ts';
import { until } from '../setup/wait.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface StartedShop {
  child: ChildProcess;
  output(): string;
  /** Waits for the line `ready URL`. */
  ready(): Promise<string>;
  /** Waits for the end. */
  exitCode(): Promise<number | null>;
  /** Every process of the shop that runs now, the supervisor included. */
  processes(): ProcessIdentity[];
}

/**
 * `npm start` without npm: the supervisor on a data folder, with jobs on PostgreSQL unless told.
 *
 * @param compiled which is packed, with all that it starts, unless told
 */
export function startShop(
  dataDir: string,
  settings: NodeJS.ProcessEnv = {},
  compiled = packedEntry('bin/local/start.js'),
): StartedShop {
  const { DATABASE_URL, REDIS_URL, SMTP_URL, JWT_SECRET, npm_lifecycle_event, ...inherited } = process.env;
  const env = { ...inherited, DATA_DIR: dataDir, PORT: '0', HOLDFAST_REDIS: 'none', ...settings };
  const child = spawn(process.execPath, ['--enable-source-maps', compiled], { cwd: root, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  let over = false;
  const closed = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      over = true;
      resolve(code);
    });
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  return {
    child,
    output: () => output,
    ready: async () => {
      await until('ready', () => over || /^ready /m.test(output));
      const url = /^ready (\S+)$/m.exec(output)?.[1];
      if (url === undefined) throw new Error(`It did not start:\n${output}`);
      return url;
    },
    exitCode: () => closed,
    processes: () => {
      const records = new ProcessRecords(dataDir);
      const known = ['postgres', 'redis', 'api', 'worker', 'guardian', 'supervisor'].map((name) =>
        records.read(name),
      );
      return known.filter((one) => one !== null).filter(isRunning);
    },
  };
}
