import type { Client } from 'pg';
import { createClient } from '../../database/connections.ts';
import { CHANNEL, parseChange } from './announce-change.ts';
import type { ProductCache } from './product-cache.ts';
import { parseSnapshot } from './snapshot.ts';

export interface ChangeFeed {
  close(): Promise<void>;
}

/** How long to wait before the next attempt to connect, in ms. */
const RECONNECT_MS = 500;
/** How often the connection is asked for a sign of life, and how long it may take, in ms. */
const PROBE_EVERY_MS = 2_000;
const PROBE_WITHIN_MS = 2_000;

/**
 * Listens for changes of the catalog on a connection of its own and applies them to the cache. PostgreSQL
 * tells when it commits, so this needs no Redis and misses nothing while connected; after an interruption the
 * cache starts anew.
 */
export function startChangeFeed(
  databaseUrl: string,
  cache: Pick<ProductCache, 'apply' | 'hears'>,
  hooks: { onLost(error: unknown): void; onBack(): void },
): ChangeFeed {
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const connect = async (): Promise<void> => {
    const mine = createClient(databaseUrl, {
      applicationName: 'holdfast-catalog-changes',
      keepAlive: true,
      connectionTimeoutMillis: PROBE_WITHIN_MS,
      query_timeout: PROBE_WITHIN_MS,
    });
    client = mine;
    const lose = (error: unknown): void => {
      if (client !== mine) return;
      client = undefined;
      cache.hears(undefined);
      mine.removeAllListeners('notification');
      mine.end().catch(() => {});
      if (closed) return;
      hooks.onLost(error);
      clearTimeout(timer);
      timer = setTimeout(connect, RECONNECT_MS);
    };
    mine.on('error', lose);
    mine.on('end', () => lose(new Error('the connection ended')));
    mine.on('notification', ({ payload = '' }) => {
      try {
        cache.apply(parseChange(payload));
      } catch (error) {
        lose(error);
      }
    });
    const probe = async (): Promise<void> => {
      try {
        await mine.query('select 1');
        if (client === mine) timer = setTimeout(probe, PROBE_EVERY_MS);
      } catch (error) {
        lose(error);
      }
    };
    try {
      await mine.connect();
      await mine.query(`listen ${CHANNEL}`);
      // After LISTEN: what is committed from here on will be heard.
      const { rows } = await mine.query('select pg_current_snapshot()::text as snapshot');
      if (client !== mine) return;
      cache.hears(parseSnapshot(rows[0].snapshot));
      hooks.onBack();
      timer = setTimeout(probe, PROBE_EVERY_MS);
    } catch (error) {
      lose(error);
    }
  };
  void connect();

  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      await last?.end().catch(() => {});
    },
  };
}
