import type { PoolClient } from 'pg';
import type { OutboxRow } from '../enqueue.ts';

/** Owes a job in the transaction of the caller. */
export async function writeMessage(client: PoolClient, message: OutboxRow): Promise<void> {
  await client.query({
    name: 'outbox.write-message',
    text: 'insert into outbox_messages (id, job, payload, subject_id) values ($1, $2, $3, $4)',
    values: [message.id, message.job, message.payload, message.subjectId],
  });
}
