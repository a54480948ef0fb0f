import type { PoolClient } from 'pg';

export interface OwedMessage {
  id: string;
  job: string;
  payload: unknown;
  /** It was handed to a queue before, and nothing came of it yet. */
  published: boolean;
}

export interface OwedOptions {
  limit: number;
  /** Milliseconds for which a fresh message is left to the process that wrote it. */
  graceMs: number;
}

/**
 * Locks messages that no queue has and that are due, oldest first, leaving alone what another relay has locked. What
 * is not due, however much it is, is not read.
 */
export async function takeUnpublished(client: PoolClient, options: OwedOptions): Promise<OwedMessage[]> {
  const { rows } = await client.query<OwedMessage>({
    name: 'outbox.take-unpublished',
    text: `
      select id, job, payload, false as published
        from outbox_messages
       where settled_at is null and published_at is null and next_look_at <= now() - $2 * interval '1 ms'
       order by next_look_at
       limit $1
         for update skip locked`,
    values: [options.limit, options.graceMs],
  });
  return rows;
}

/** The same for messages that a queue has: it may have lost their job, or nobody could note how that ended. */
export async function takePublished(client: PoolClient, limit: number): Promise<OwedMessage[]> {
  const { rows } = await client.query<OwedMessage>({
    name: 'outbox.take-published',
    text: `
      select id, job, payload, true as published
        from outbox_messages
       where settled_at is null and published_at is not null and next_look_at <= now()
       order by next_look_at
       limit $1
         for update skip locked`,
    values: [limit],
  });
  return rows;
}
