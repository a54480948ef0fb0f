import { join } from 'node:path';
import type { LocalSettings } from '../local-settings.ts';
import { user } from '../postgres-data.ts';
import { recall } from '../remembered.ts';
import { ReplayFailure } from './failure.ts';

/** The database of the shop: DATABASE_URL, else the embedded one of DATA_DIR. @throws {ReplayFailure} when there is neither */
export function findDatabase({ databaseUrl, dataDir }: LocalSettings): string {
  if (databaseUrl !== undefined) return databaseUrl;
  const { port, password } = recall<{ port: number; password: string }>(join(dataDir, 'postgres.json'));
  if (port !== undefined && password !== undefined)
    return `postgresql://${user}:${password}@127.0.0.1:${port}/holdfast`;
  throw new ReplayFailure(
    `There is no database in ${dataDir}: start the shop first (npm start), with the same DATA_DIR or DATABASE_URL as this command`,
  );
}
