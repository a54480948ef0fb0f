import { MikroORM } from '@mikro-orm/postgresql';
import { loadConfig } from './config.ts';
import { migrateToHead } from './entities/migrate-to-head.ts';
import { ormOptions } from './entities/orm-options.ts';
import { failStart } from './process.ts';

/** The process behind `npm run migrate`. */
try {
  const config = loadConfig('migrate');
  const orm = await MikroORM.init(
    ormOptions({ url: config.databaseUrl, applicationName: 'holdfast-migrate', statementTimeoutMs: 0 }),
  );
  try {
    const { applied } = await migrateToHead(orm);
    console.log(applied.length === 0 ? 'The database is up to date' : `Applied ${applied.join(', ')}`);
  } finally {
    await orm.close(true);
  }
} catch (error) {
  failStart(error);
}
