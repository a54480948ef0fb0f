import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import type { ProcessRecords } from './process-records.ts';
import { fetchRedis } from './redis-packages.ts';
import { libraryEnvironment, type RedisProgram, redisOnPath } from './redis-program.ts';
import { newSecret, recall, remember } from './remembered.ts';
import { type Service, startService } from './service-process.ts';

const readyWithinMs = 30_000;

export interface RedisOptions {
  dataDir: string;
  records: ProcessRecords;
  /** Where fetched packages are kept; DATA_DIR/redis/packages. */
  packages?: string;
  onProgress?: (doing: string) => void;
}

export interface PrivateRedis extends Service {
  readonly url: string;
  readonly label: string;
}

export type RedisResult = { redis: PrivateRedis } | { redis: null; reason: string };

interface Memory {
  port: number;
  password: string;
}

/**
 * Starts a Redis or Valkey for this data folder: one on PATH, else one fetched from the distribution. It answers
 * on loopback, to its password alone, and keeps what it was told (append-only file, no eviction).
 */
export async function startRedis(options: RedisOptions): Promise<RedisResult> {
  const folder = join(options.dataDir, 'redis');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let program = redisOnPath();
  if (program === null) {
    const fetched = await fetchRedis(options.packages ?? join(folder, 'packages'), options.onProgress);
    if (fetched.program === null) return { redis: null, reason: fetched.reason };
    program = fetched.program;
  }
  options.onProgress?.('starting');
  const redis = await start(program, folder, options);
  if (redis !== null) return { redis };
  return { redis: null, reason: `${program.label} does not start, see ${logFile(options.dataDir)}` };
}

const logFile = (dataDir: string) => join(dataDir, 'logs', 'redis.log');

async function start(
  program: RedisProgram,
  folder: string,
  options: RedisOptions,
): Promise<PrivateRedis | null> {
  const memoryFile = join(options.dataDir, 'redis.json');
  const memory = recall<Memory>(memoryFile);
  const password = memory.password ?? newSecret();
  let remembered = memory.port;
  for (let attempt = 0; attempt < 3; attempt++) {
    const port = await freePort(remembered);
    remember(memoryFile, { port, password });
    const configuration = join(folder, 'redis.conf');
    writeFileSync(configuration, configure(port, password, folder), { mode: 0o600 });
    const service = startService({
      name: 'redis',
      file: program.file,
      args: [configuration],
      logFile: logFile(options.dataDir),
      records: options.records,
      spawn: { env: libraryEnvironment(program.libraries) },
    });
    if (await untilServing(service, port, password)) {
      return { ...service, url: `redis://:${password}@127.0.0.1:${port}/0`, label: program.label };
    }
    await service.stop(2_000);
    if (!/bind|address already in use/i.test(service.log.tail)) return null;
    remembered = undefined;
  }
  return null;
}

/** In a file, not in arguments, which every user of the machine can read. */
function configure(port: number, password: string, folder: string): string {
  const quoted = folder.replace(/["\\]/g, '\\$&');
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir "${quoted}"`,
    'appendonly yes',
    'save ""',
    // Queues must not lose entries to make room; cache keys have a time to live.
    'maxmemory-policy noeviction',
    // The tests give each of their workers a logical database of its own.
    'databases 64',
    'daemonize no',
    'logfile ""',
  ];
  return `${settings.join('\n')}\n`;
}

async function untilServing(service: Service, port: number, password: string): Promise<boolean> {
  const deadline = Date.now() + readyWithinMs;
  while (!service.hasEnded() && Date.now() < deadline) {
    // While it loads its file it answers LOADING.
    if ((await ask(port, `AUTH ${password}\r\nPING\r\n`)).includes('+PONG')) return true;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return false;
}

/** Two lines of the Redis protocol, for which no client library is needed. */
function ask(port: number, request: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 }, () => socket.end(request));
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.once('timeout', () => socket.destroy());
    socket.once('error', () => resolve(''));
    socket.once('close', () => resolve(answer));
  });
}
