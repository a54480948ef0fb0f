import type { Pool } from 'pg';
import { createPool } from '../database/connections.ts';
import { lookUps } from '../database/look-ups.ts';

/** Connections of their own for carts, whose statements are shared: one to change them (createCartQueue), one to read them. */
export function createCartPool(databaseUrl: string): Pool {
  return createPool(databaseUrl, {
    applicationName: 'holdfast-cart',
    session: lookUps,
    max: 2,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
    // It waits for nobody, but for who makes the first row of the same cart.
    lock_timeout: 1_000,
    // We give up a connection that says nothing for so long: longer than PostgreSQL lets a statement take.
    query_timeout: 15_000,
    keepAlive: true,
  });
}
