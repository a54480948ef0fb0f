import type { Pool } from 'pg';
import { createPool } from '../../database/connections.ts';

/**
 * Connections of their own for reports, which may read for seconds: however many are asked for, the shop's requests have
 * theirs, and PostgreSQL works on two at most. A third waits for five seconds, then it is told to come back.
 */
export function createReportsPool(databaseUrl: string): Pool {
  return createPool(databaseUrl, {
    applicationName: 'holdfast-reports',
    session: { enable_seqscan: 'off', jit: 'off' },
    max: 2,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    // A server that hangs answers no statement_timeout either.
    query_timeout: 32_000,
    keepAlive: true,
  });
}
