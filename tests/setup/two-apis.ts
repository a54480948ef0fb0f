import { type Database, openDatabase, settingsFor } from './api.ts';
import { type ApiProcess, startApi } from './api-process.ts';
import { emptyRedis } from './services.ts';

/** Two API processes on one database, as in production. */
export interface TwoApis extends Database {
  apis: [ApiProcess, ApiProcess];
}

export async function openTwoApis(settings: Record<string, string> = {}): Promise<TwoApis> {
  const [database] = await Promise.all([openDatabase(), emptyRedis()]);
  const own = settingsFor(database.url, settings);
  const apis = await Promise.all([startApi(own), startApi(own)]);
  return {
    ...database,
    apis,
    async close() {
      await Promise.all(apis.map((api) => api.stop()));
      await database.close();
    },
  };
}

export function tally<T>(values: readonly T[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}
