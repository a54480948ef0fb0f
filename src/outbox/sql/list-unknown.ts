import type { Pool } from 'pg';

export interface UnknownMessage {
  id: string;
  job: string;
  /** The order that it is about, or whatever else it may be; null for nothing. */
  about: string | null;
  unknownSince: Date;
}

/** Owed messages that no worker that met them could read, those that have waited longest first. */
export async function listUnknown(pool: Pool, limit: number): Promise<UnknownMessage[]> {
  const { rows } = await pool.query<UnknownMessage>({
    name: 'outbox.list-unknown',
    text: `
      select id, job, coalesce(subject_id::text, payload->>'orderId') as about, unknown_since as "unknownSince"
        from outbox_messages where unknown_since is not null and settled_at is null
       order by unknown_since limit $1`,
    values: [limit],
  });
  return rows;
}
