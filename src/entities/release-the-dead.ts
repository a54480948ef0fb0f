import type { Pool } from 'pg';

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
