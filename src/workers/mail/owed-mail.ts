import type { Pool } from 'pg';
import type { LinkKind } from '../../links/link-kinds.ts';
import type { MailContent } from '../../mail/letter.ts';
import type { MailSender } from '../../mail/sender.ts';

/** What a mail is written with. */
export interface Writing {
  readonly shop: MailSender;
  /** Where an order can be looked at; undefined where nowhere. */
  toOrder(orderId: string): string | undefined;
  /**
   * Where a mailed link leads: an address below PUBLIC_URL with its token. @throws {Error} where this worker cannot make
   * the token, which another may
   */
  toLink(link: { id: string; tokenHash: Buffer }, kind: LinkKind, path: string): string;
}

/** A mail with all that it takes to send it. */
export interface OwedMail {
  /** As the person has it; the mailer sees what of it can be sent. No address: nobody is to get it. */
  readonly to: { readonly name: string; readonly address: string };
  /** Ids of what it is about, for the log. */
  readonly about: Readonly<Record<string, string>>;
  /** Since when it has been owed. */
  readonly since: Date;
  /** What it tells of is no longer so, or there is nobody to tell: it is not sent. */
  readonly isWithdrawn: boolean;
  write(writing: Writing): MailContent;
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
