import { findShop } from '../find-shop.ts';
import type { LocalSettings } from '../local-settings.ts';
import { ReplayFailure } from './failure.ts';

/** The database of the shop: DATABASE_URL, else the embedded one of DATA_DIR. @throws {ReplayFailure} when there is neither */
export function findDatabase({ databaseUrl, dataDir }: LocalSettings): string {
  const url = databaseUrl ?? findShop(dataDir)?.databaseUrl;
  if (url !== undefined) return url;
  throw new ReplayFailure(
    `No shop with a database of its own runs on ${dataDir}: start it first (npm start), with the same DATA_DIR or DATABASE_URL as this command`,
  );
}
