import type { Pool } from 'pg';

export interface DatabaseFigures {
  version: string;
  /** Connections of every process to this server, and how many it takes. */
  connections: number;
  maxConnections: number;
  /** By application name, in this database. */
  sessions: Record<string, number>;
  /** Sessions that wait for another one's lock. */
  lockWaits: number;
  /** Age of the oldest transaction in this database. */
  oldestTransactionMs: number;
  /** Time from asking to having the answer. */
  answeredInMs: number;
}

/** What PostgreSQL knows of itself; nothing here reads a table of the shop. */
export async function readDatabase(pool: Pool): Promise<DatabaseFigures> {
  const began = performance.now();
  const { rows } = await pool.query<Omit<DatabaseFigures, 'answeredInMs'>>({
    name: 'operators.read-database',
    text: `
      with session as materialized (
        select application_name, wait_event_type, xact_start, datname = current_database() as here
          from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid()
      ), named as (
        select application_name, count(*) as sessions from session
         where here and application_name like 'holdfast%' group by 1
      )
      select split_part(current_setting('server_version'), ' ', 1) as version,
             current_setting('max_connections')::int as "maxConnections",
             (select count(*)::int from session) as connections,
             (select coalesce(json_object_agg(application_name, sessions), '{}') from named) as sessions,
             (select count(*)::int from session where here and wait_event_type = 'Lock') as "lockWaits",
             (select coalesce(extract(epoch from clock_timestamp() - min(xact_start)) * 1000, 0)::float8
                from session where here) as "oldestTransactionMs"`,
  });
  return { ...rows[0]!, answeredInMs: performance.now() - began };
}
