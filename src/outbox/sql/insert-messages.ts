import { jsonb, text, uuid } from '../../database/column-types.ts';
import type { Columns, RowSource } from '../../database/composed-statement.ts';
import type { OutboxRow } from '../enqueue.ts';

export const messageColumns: Columns<OutboxRow> = {
  id: uuid.of((message) => message.id),
  job: text.of((message) => message.job),
  payload: jsonb.of((message) => JSON.stringify(message.payload)),
  subject_id: uuid.of((message) => message.subjectId),
};

/** The query `new_messages`: what the transaction owes. */
export const insertMessages = (messages: RowSource): string => `
    new_messages as (
      insert into outbox_messages (${messages.names})
      select * from ${messages.unnestAs('messages')}
    )`;
