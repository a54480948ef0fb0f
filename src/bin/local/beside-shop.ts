import { resolve } from 'node:path';
import { findShop } from '../../local/find-shop.ts';

/**
 * Loaded before a command that works on a shop (`npm run jobs`, `reconcile`, `migrate`, `psql`): where no setting
 * names its services, they are those of the shop that `npm start` runs on the same data folder. Production
 * runs the commands without this.
 */
const given = (name: string) => process.env[name]?.trim() || undefined;
if (given('DATABASE_URL') === undefined) {
  const dataDir = resolve(given('DATA_DIR') ?? '.data');
  const shop = findServices(dataDir);
  if (shop?.databaseUrl !== undefined) {
    process.env.DATABASE_URL = shop.databaseUrl;
    if (given('REDIS_URL') === undefined && shop.redisUrl !== undefined)
      process.env.REDIS_URL = shop.redisUrl;
  } else if (!process.argv.some((argument) => ['--help', '-h'].includes(argument))) {
    // The command says that DATABASE_URL is missing, with whatever else is; this says what to do about it.
    process.stderr.write(`holdfast: ${whyNone(dataDir, shop !== undefined)}\n`);
  }
}

function findServices(dataDir: string) {
  try {
    return findShop(dataDir);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    process.stderr.write(
      `holdfast: The shop's folder cannot be read (${code ?? 'damaged'}): ${path ?? dataDir}\n`,
    );
    return undefined;
  }
}

function whyNone(dataDir: string, runs: boolean): string {
  return runs
    ? `The shop on ${dataDir} was started with a DATABASE_URL: set the same one for this command`
    : `No shop runs on ${dataDir}: start it (npm start), set DATA_DIR to its folder, or DATABASE_URL to its database`;
}
