import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { createClient } from '../database/connections.ts';
import { freePort } from './free-port.ts';
import {
  binaryVersion,
  checkData,
  createData,
  failure,
  serverEnvironment,
  stopStray,
  user,
} from './postgres-data.ts';
import { findPostgresHome, type PostgresHome } from './postgres-home.ts';
import type { ProcessRecords } from './process-records.ts';
import { newSecret, recall, remember } from './remembered.ts';
import { type Service, startService } from './service-process.ts';

const database = 'holdfast';

export interface EmbeddedPostgresOptions {
  dataDir: string;
  records: ProcessRecords;
  /** Long steps, in words for the start-up log. */
  onProgress?: (doing: string) => void;
  onNote?: (note: string) => void;
  /** More `-c` settings; the tests switch fsync off. */
  settings?: Record<string, string>;
  /** Folder of another PostgreSQL than the packaged one; for tests. */
  binaries?: string;
}

export interface EmbeddedPostgres extends Service {
  readonly url: string;
  readonly port: number;
  readonly version: string;
}

/** What outlives a start, in DATA_DIR/postgres.json. */
interface Memory {
  port: number;
  password: string;
  folder: string;
}

/**
 * Starts PostgreSQL on a loopback port with the data of DATA_DIR, which it creates at the first start. It keeps
 * the durability of a real server: fsync is on unless `settings` says otherwise.
 *
 * @throws {StartFailure} when it does not come up, with the reason that PostgreSQL gave.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const memoryFile = join(options.dataDir, 'postgres.json');
  const memory = recall<Memory>(memoryFile);
  const home = findPostgresHome(options.dataDir, memory.folder, options.binaries);
  if (home.note) options.onNote?.(home.note);
  const version = binaryVersion(home);
  const data = join(home.folder, 'data');
  await stopStray(data);
  let { password } = memory;
  if (existsSync(data)) checkData(data, version, password);
  else {
    options.onProgress?.('first start: creating the database');
    password = newSecret();
    // Remembered before there is data that needs it.
    remember(memoryFile, { port: await freePort(), password, folder: home.folder });
    await createData(home, data, password, version);
  }
  options.onProgress?.('starting');
  return start(options, home, memoryFile, password as string, version);
}

/** Bytes that this process may use with its children: of the machine, or of the container that it is in. */
const memoryBytes = (): number =>
  Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);

/**
 * PostgreSQL's `shared_buffers`, of a machine with so much memory: a sixteenth, 64 MB to 1 GB. It is taken page by page as
 * data is read: a small shop leaves it alone, and a large one reads its indexes and the words of its products out of it.
 */
export const sharedBuffers = (memoryBytes: number): string =>
  `${Math.min(Math.max(Math.floor(memoryBytes / 16 / 2 ** 20), 64), 1_024)}MB`;

/** For one shop on a small machine: little memory, no background luxury, all of the durability. */
function serverSettings(
  options: EmbeddedPostgresOptions,
  port: number,
  version: string,
): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: sharedBuffers(memoryBytes()),
    jit: 'off',
    // The default of version 18 keeps three more processes for reads ahead.
    ...(Number.parseInt(version, 10) >= 18 && { io_method: 'sync' }),
    max_wal_size: '512MB',
    // No ERROR: unique violations and lost races are everyday business of the shop and answered there.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    timezone: 'UTC',
    ...options.settings,
  };
}

async function start(
  options: EmbeddedPostgresOptions,
  home: PostgresHome,
  memoryFile: string,
  password: string,
  version: string,
): Promise<EmbeddedPostgres> {
  let remembered = recall<Memory>(memoryFile).port;
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(remembered);
    remember(memoryFile, { port, password, folder: home.folder });
    const settings = Object.entries(serverSettings(options, port, version)).flatMap(([k, v]) => [
      '-c',
      `${k}=${v}`,
    ]);
    const service = startService({
      name: 'postgres',
      file: join(home.binaries, 'postgres'),
      args: ['-D', join(home.folder, 'data'), ...settings],
      logFile: join(options.dataDir, 'logs', 'postgres.log'),
      records: options.records,
      stopSignal: 'SIGINT',
      spawn: {
        cwd: '/',
        env: serverEnvironment,
        ...(home.account && { uid: home.account.uid, gid: home.account.gid }),
      },
    });
    const base = `postgresql://${user}:${password}@127.0.0.1:${port}`;
    if (await untilServing(service, `${base}/postgres`, options.onProgress)) {
      await createDatabase(`${base}/postgres`);
      return { ...service, url: `${base}/${database}`, port, version };
    }
    const output = service.log.tail;
    const again = /could not bind|could not create any TCP|shared memory block|lock file .* already exists/i;
    if (attempt >= 5 || !again.test(output)) throw failure(output, dirname(memoryFile), 'did not start');
    remembered = undefined;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** @returns false when the process ended instead. Recovery after a crash may take its time, so there is no limit but life. */
async function untilServing(
  service: Service,
  url: string,
  onProgress: EmbeddedPostgresOptions['onProgress'],
): Promise<boolean> {
  const began = Date.now();
  while (!service.hasEnded()) {
    const client = createClient(url, { applicationName: 'holdfast-start', connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await client.end().catch(() => {});
      if (Date.now() - began > 3_000) onProgress?.('recovering after an unclean stop');
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
  return false;
}

async function createDatabase(url: string): Promise<void> {
  const client = createClient(url, { applicationName: 'holdfast-start' });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}
