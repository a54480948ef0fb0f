import type { Pool } from 'pg';
import { sharedOrAlone } from '../batching/shared-or-alone.ts';
import { sharedStatement } from '../batching/shared-statement.ts';
import { boolean, uuid } from '../database/column-types.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import { type InboxRow, keepMessages, type MessageRow, readMessages, settleMessages } from './sql/inbox.ts';

/** What providers told, kept until it is folded in. What is asked of it at once shares a statement. */
export interface Inbox {
  /** Keeps a message, and owes the job that folds it in. @returns whether it was not there already */
  keep(message: KeptMessage): Promise<boolean>;
  /** @returns undefined where it is settled */
  read(id: string): Promise<MessageRow | undefined>;
  settle(settled: { id: string; known: boolean }): Promise<void>;
}

export interface KeptMessage {
  readonly inbox: InboxRow;
  readonly message: OutboxRow;
}

/** Between the beginnings of two statements of a busy worker, in ms. */
const PAUSE_MS = 10;

export function createInbox(pool: Pool): Inbox {
  return {
    keep: sharedOrAlone((kept: KeptMessage[]) => keepAll(pool, kept)),
    read: sharedStatement(
      async (ids: string[]) => {
        const { rows } = await pool.query<MessageRow>({ ...readMessages, values: [ids] });
        return ids.map((wanted) => rows.find(({ id }) => id === wanted));
      },
      { pauseMs: PAUSE_MS },
    ),
    settle: sharedStatement(
      async (settled: { id: string; known: boolean }[]) => {
        const values = [
          uuid.array(settled.map(({ id }) => id)),
          boolean.array(settled.map(({ known }) => known)),
        ];
        await pool.query({ ...settleMessages, values });
        return settled.map(() => undefined);
      },
      { pauseMs: PAUSE_MS },
    ),
  };
}

async function keepAll(pool: Pool, kept: readonly KeptMessage[]): Promise<boolean[]> {
  const nameOf = ({ inbox }: KeptMessage) => `${inbox.provider} ${inbox.eventId}`;
  // In one order everywhere: two processes that are told the same wait for each other and do not deadlock.
  const all = kept.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const { statement, values } = keepMessages.with({
    inbox: all.map(({ inbox }) => inbox),
    messages: all.map(({ message }) => message),
  });
  const { rows } = await pool.query<{ id: string }>({ ...statement, values: [...values] });
  const isNew = new Set(rows.map(({ id }) => id));
  return kept.map(({ inbox }) => isNew.has(inbox.id));
}
