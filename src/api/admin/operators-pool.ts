import type { Pool } from 'pg';
import { createPool } from '../../database/connections.ts';

/**
 * Connections of their own for the operators' pages: what they ask never waits behind the shop's requests,
 * and never keeps those waiting. Every statement looks rows up by an index, whatever the statistics say.
 */
export function createOperatorsPool(databaseUrl: string): Pool {
  return createPool(databaseUrl, {
    applicationName: 'holdfast-operators',
    session: { enable_seqscan: 'off', jit: 'off' },
    max: 2,
    connectionTimeoutMillis: 2_000,
    statement_timeout: 2_000,
    // A server that hangs answers no statement_timeout either.
    query_timeout: 3_000,
    keepAlive: true,
  });
}
