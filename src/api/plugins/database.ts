import { MikroORM } from '@mikro-orm/postgresql';
import fp from 'fastify-plugin';
import type { Pool } from 'pg';
import { refuseUnmigrated } from '../../database/at-head.ts';
import { ormOptions } from '../../database/orm-options.ts';

declare module 'fastify' {
  interface FastifyInstance {
    orm: MikroORM;
    /** The ORM's own pool, for hand-written statements that are prepared by name. */
    pg: Pool;
  }
}

/** No request has a connection for so long, in ms: PostgreSQL ends a statement after half of it. */
const LENT_AT_MOST_MS = 60_000;

/**
 * How long a request waits for a row that somebody holds, in ms; then it is told to come back (503). A handful that wait
 * for one product would otherwise keep every connection from all others for as long as it is held.
 */
const LOCK_TIMEOUT_MS = 3_000;

/** Opens PostgreSQL and refuses to start on a schema that is not at the head of the migrations. */
export const databasePlugin = fp(
  async (app) => {
    const orm = await MikroORM.init(
      ormOptions({
        url: app.config.databaseUrl,
        applicationName: 'holdfast-api',
        poolMax: app.config.databasePoolMax,
        lockTimeoutMs: LOCK_TIMEOUT_MS,
        lentAtMostMs: LENT_AT_MOST_MS,
        avoidTableScans: true,
      }),
    );
    const pool: Pool = await orm.em.getConnection().getNativeClient();
    // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
    pool.on('error', (error) => app.log.warn({ err: error }, 'a database connection ended'));
    app.addHook('onClose', () => orm.close(true));

    await pool.query('select 1');
    await refuseUnmigrated(orm);
    app.decorate('orm', orm);
    app.decorate('pg', pool);
  },
  { name: 'database' },
);
