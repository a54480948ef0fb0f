import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { user } from './postgres-data.ts';
import { isRunning } from './process-identity.ts';
import { ProcessRecords } from './process-records.ts';
import { recall } from './remembered.ts';

/** What a shop that `npm start` keeps on a data folder brought itself; what it was told elsewhere is undefined. */
export interface RunningServices {
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
}

type Memory = { port: number; password: string };

/** @returns undefined where no shop runs on the folder, which is then left as it is */
export function findShop(dataDir: string): RunningServices | undefined {
  if (!existsSync(join(dataDir, 'run'))) return undefined;
  const records = new ProcessRecords(dataDir);
  const supervisor = records.read('supervisor');
  if (supervisor === null || !isRunning(supervisor)) return undefined;
  const urlOf = (service: string, url: (memory: Memory) => string): string | undefined => {
    const { port, password } = recall<Memory>(join(dataDir, `${service}.json`));
    if (records.read(service) === null || port === undefined || password === undefined) return undefined;
    return url({ port, password });
  };
  return {
    databaseUrl: urlOf('postgres', embeddedUrl),
    redisUrl: urlOf('redis', ({ port, password }) => `redis://:${password}@127.0.0.1:${port}/0`),
  };
}

function embeddedUrl({ port, password }: Memory): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/holdfast`;
}
