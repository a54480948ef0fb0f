import type { Pool } from 'pg';
import { createPool } from '../database/connections.ts';
import { lookUps } from '../database/look-ups.ts';

/** How long each side of a checkout's connection waits for the other, in ms. */
export interface CheckoutTimeouts {
  /** PostgreSQL ends a statement that takes longer. */
  statementMs: number;
  /**
   * PostgreSQL ends a statement that waits longer for one lock of somebody else. Far longer than a checkout of another
   * process takes; short, since everybody in the batch waits with it. Who needs what is locked is deferred.
   */
  lockMs: number;
  /**
   * PostgreSQL ends a transaction in which it is asked nothing for so long. Its process hangs, or its machine
   * vanished without a word; what it had locked would stay locked for hours.
   */
  idleMs: number;
  /** We give up a connection that says nothing for so long: longer than PostgreSQL lets a statement take. */
  silenceMs: number;
}

export const checkoutTimeouts: CheckoutTimeouts = {
  statementMs: 30_000,
  lockMs: 1_000,
  idleMs: 10_000,
  silenceMs: 35_000,
};

/** Connections that a queue needs beside its slots: for a turn, for a look at who waits, for one that others hold. */
export const CONNECTIONS_BESIDE_SLOTS = 3;

/** Connections of their own for checkouts: plans that fit them, and no waiting behind slow reads. */
export function createCheckoutPool(
  databaseUrl: string,
  connections: number,
  timeouts = checkoutTimeouts,
): Pool {
  return createPool(databaseUrl, {
    applicationName: 'holdfast-checkout',
    session: lookUps,
    max: connections,
    connectionTimeoutMillis: 5_000,
    statement_timeout: timeouts.statementMs,
    lock_timeout: timeouts.lockMs,
    idle_in_transaction_session_timeout: timeouts.idleMs,
    query_timeout: timeouts.silenceMs,
    keepAlive: true,
    // What does not need the answer before it goes out with it: two round trips a batch (transaction.ts).
    pipeline: true,
  });
}
