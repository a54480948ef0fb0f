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
  /** Milliseconds after which a published message is published again, doubling up to the next. */
  republishAfterMs: number;
  republishAtMostMs: number;
  /** Published before this instant counts as lost: the queues came back empty. */
  lostBefore: Date | null;
}

/** Locks messages that want publishing, oldest first, leaving alone what another relay has locked. */
export async function takeOwedMessages(client: PoolClient, options: OwedOptions): Promise<OwedMessage[]> {
  const { rows } = await client.query<OwedMessage>({
    name: 'outbox.take-owed',
    text: `
      select id, job, payload, published_at is not null as published
        from outbox_messages
       where settled_at is null
         and case
               when published_at is null then created_at < now() - $2 * interval '1 ms'
               else published_at < $5::timestamptz
                 or published_at < now() - greatest($3 * interval '1 ms', least(published_at - created_at, $4 * interval '1 ms'))
             end
       order by id
       limit $1
         for update skip locked`,
    values: [
      options.limit,
      options.graceMs,
      options.republishAfterMs,
      options.republishAtMostMs,
      options.lostBefore,
    ],
  });
  return rows;
}
