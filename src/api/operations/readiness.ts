import type { FastifyInstance } from 'fastify';
import { withTimeout } from '../../async/timeout.ts';
import { checkoutTimeouts, createCheckoutPool } from '../../orders/checkout-pool.ts';

/** How long a look waits for the database, in ms. */
const TIMEOUT_MS = 1_000;
/** In a second at most so many looks, however many ask: anybody may. */
const LOOKS_A_SECOND = 20;

export interface Readiness {
  status: 'ready' | 'degraded' | 'unavailable';
  database: 'up' | 'down';
  redis: 'up' | 'down' | 'unused';
}

/**
 * Whether the database would take an order: it can be reached the way checkouts reach it, it takes writes (a standby
 * takes none), and it has the tables of this release.
 */
const look = `
  select current_setting('transaction_read_only') = 'off'
     and (select count(*) from mikro_orm_migrations) >= $1 as takes_orders`;

/**
 * Looks at what an order needs, over a connection of its own: where all others are busy, orders wait and are taken.
 * Those who ask at once share one look.
 */
export async function createReadiness(app: FastifyInstance): Promise<() => Promise<Readiness>> {
  const migrations = (await app.orm.migrator.getExecuted()).length;
  const timeouts = { ...checkoutTimeouts, statementMs: TIMEOUT_MS, silenceMs: TIMEOUT_MS };
  const pool = createCheckoutPool(app.config.databaseUrl, 1, timeouts);
  pool.on('error', (err) => app.log.debug({ err }, 'the connection for readiness ended'));
  app.addHook('onClose', () => pool.end());

  const read = async (): Promise<Readiness> => {
    const [database, redis] = await Promise.all([
      isUp(async () => {
        const { rows } = await pool.query<{ takes_orders: boolean }>(look, [migrations]);
        return rows[0]!.takes_orders;
      }),
      // A write: a Redis that is full still answers PING, and takes no job.
      app.hasDecorator('redis')
        ? isUp(async () => (await app.redis.set('readyz', '1', 'PX', 1_000)) === 'OK')
        : ('unused' as const),
    ]);
    const status = database === 'down' ? 'unavailable' : redis === 'down' ? 'degraded' : 'ready';
    return { status, database, redis };
  };

  let shared: Promise<Readiness> | undefined;
  let isLooking = false;
  let second = 0;
  let looks = 0;
  return () => {
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) {
      second = now;
      looks = 0;
    }
    if (shared === undefined || (!isLooking && looks < LOOKS_A_SECOND)) {
      looks++;
      isLooking = true;
      shared = read().finally(() => {
        isLooking = false;
      });
    }
    return shared;
  };
}

async function isUp(check: () => Promise<boolean>): Promise<'up' | 'down'> {
  try {
    return (await withTimeout(TIMEOUT_MS, check())) ? 'up' : 'down';
  } catch {
    return 'down';
  }
}
