import type { Pool } from 'pg';
import type { MailContent, MailOrder, MailSettings } from '../../mail/letter.ts';

/** A mail with all that it takes to send it. */
export interface OwedMail {
  readonly order: MailOrder;
  /** Since when it has been owed. */
  readonly since: Date;
  /** What it tells of is no longer so: it is not sent. */
  readonly isWithdrawn: boolean;
  write(settings: MailSettings): MailContent;
}

/** Mails of one kind. */
export interface MailKind {
  /** What they are about, in a word. */
  readonly what: string;
  /** What stands before the @ of a Message-ID, made from the id of what the mail is about. */
  messageIdOf(subjectId: string): string;
  /** Reads what mails are about, by its ids; what does not exist is missing. */
  read(pool: Pool, subjectIds: readonly string[]): Promise<Map<string, OwedMail>>;
}
