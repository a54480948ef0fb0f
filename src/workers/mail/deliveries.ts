import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { sharedStatement } from '../../batching/shared-statement.ts';
import { beginDeliveries } from '../../outbox/sql/begin-deliveries.ts';
import { finishDeliveries } from '../../outbox/sql/finish-deliveries.ts';
import type { MailKind, OwedMail } from './owed-mail.ts';

/** What is on record of the mails of one kind. Mails that are sent at once share its statements. */
export interface Deliveries {
  /**
   * Reads what a mail is about and records that it is about to be handed over. @returns undefined where there is no
   * such thing
   */
  begin(subjectId: string): Promise<BegunDelivery | undefined>;
  /** Records that the mail server took the mail. */
  finish(subjectId: string): Promise<void>;
}

export interface BegunDelivery {
  readonly mail: OwedMail;
  /** Undefined where it has been handed over already, or is not to be sent. */
  readonly messageId: string | undefined;
  /** It was sent before, and somebody asked for it once more. */
  readonly isResend: boolean;
}

/** How long a worker remembers a hand-over that it cannot record, in ms. */
const INSIST_MS = 10 * 60_000;
/** Between two looks at orders whose mails are next, in ms. */
const BEGIN_PAUSE_MS = 10;
/** Between two records of what was handed over, in ms: what a crash of a busy worker sends again. */
const FINISH_PAUSE_MS = 4;

/** @param name the job that sends them @param domain what stands behind the @ of their Message-IDs */
export function createDeliveries(pool: Pool, name: string, kind: MailKind, domain: string): Deliveries {
  const messageIdOf = (subjectId: string): string => `<${kind.messageIdOf(subjectId)}@${domain}>`;
  const begin = sharedStatement(
    async (subjectIds: string[]): Promise<(BegunDelivery | undefined)[]> => {
      const mails = await kind.read(pool, [...new Set(subjectIds)]);
      const due = [...mails].filter(([, mail]) => !mail.isWithdrawn).map(([subjectId]) => subjectId);
      const begun = await beginDeliveries(
        pool,
        due.map((subjectId) => ({ kind: name, subjectId, messageId: messageIdOf(subjectId) })),
      );
      const messageIds = new Map(due.map((subjectId, n) => [subjectId, begun[n]]));
      return subjectIds.map((subjectId) => {
        const mail = mails.get(subjectId);
        const messageId = messageIds.get(subjectId);
        return mail && { mail, messageId, isResend: messageId !== messageIdOf(subjectId) };
      });
    },
    { pauseMs: BEGIN_PAUSE_MS },
  );
  /** Handed over, and not on record yet because the database is away. */
  const unrecorded = new Set<string>();
  const record = sharedStatement(
    async (subjectIds: string[]) => {
      await insistently(() => finishDeliveries(pool, name, subjectIds));
      return subjectIds.map(() => undefined);
    },
    { pauseMs: FINISH_PAUSE_MS, patienceMs: INSIST_MS },
  );

  return {
    async begin(subjectId) {
      const delivery = await begin(subjectId);
      return delivery && unrecorded.has(subjectId) ? { ...delivery, messageId: undefined } : delivery;
    },
    async finish(subjectId) {
      unrecorded.add(subjectId);
      await record(subjectId).finally(() => unrecorded.delete(subjectId));
    },
  };
}

/**
 * The mails are out: forgetting that now would send them again, so a database that stumbles is asked again, also
 * after their jobs have lost patience.
 */
async function insistently(record: () => Promise<void>): Promise<void> {
  const until = performance.now() + INSIST_MS;
  for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, 2_000)) {
    try {
      return await record();
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(pauseMs);
    }
  }
}
