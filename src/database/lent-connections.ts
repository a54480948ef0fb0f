import type { Socket } from 'node:net';
import type { Pool, PoolClient } from 'pg';

/**
 * Gives connections that died back to their pool, whoever holds them. The ORM gives a connection back after its
 * ROLLBACK, or after a BEGIN that went well; on a connection that is gone neither does, and each one that a restart
 * of PostgreSQL catches in a transaction would be missing from the pool for ever.
 */
export function releaseTheDead(pool: Pool): void {
  pool.on('connect', (client) => {
    client.once('end', () => {
      const held = client as typeof client & { release?: (destroy: boolean) => void };
      try {
        held.release?.(true);
      } catch {
        // It was not lent out.
      }
      // Who holds it may come and give it back, too.
      held.release = () => {};
    });
  });
}

/**
 * Ends connections that are lent out for longer than `ms`. TCP waits a quarter of an hour for a machine that has
 * vanished, and a pool of such connections is no pool; who holds one gets an error, and the pool makes new ones.
 */
export function endTheSilent(pool: Pool, ms: number): void {
  const lent = new WeakMap<PoolClient, NodeJS.Timeout>();
  pool.on('acquire', (client) => {
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    lent.set(client, setTimeout(() => stream.destroy(), ms).unref());
  });
  pool.on('release', (_error, client) => clearTimeout(lent.get(client)));
}
