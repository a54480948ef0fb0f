import type { Pool } from 'pg';
import type { MailContent, MailLine, MailSettings } from '../../mail/letter.ts';
import { type OrderForMail, readOrdersForMail } from '../sql/read-orders-for-mail.ts';
import type { RecordForMail } from '../sql/record-for-mail.ts';
import type { MailKind, OwedMail } from './owed-mail.ts';

/** Mails about records of one kind. */
interface RecordMails<Record extends RecordForMail> {
  what: string;
  read(pool: Pool, ids: readonly string[]): Promise<Record[]>;
  /** Whether it was undone since. */
  isWithdrawn?(record: Record): boolean;
  /** @param items the record's items, named as they were bought */
  write(order: OrderForMail, record: Record, items: MailLine[], settings: MailSettings): MailContent;
}

/** Reads records first and their orders after them: an order is never older than what happened to it. */
export function recordMails<Record extends RecordForMail>(mails: RecordMails<Record>): MailKind {
  const { what, read, write, isWithdrawn = () => false } = mails;
  return {
    what,
    messageIdOf: (recordId) => `${what}-${recordId}`,
    async read(pool, recordIds) {
      const records = await read(pool, recordIds);
      const orders = await readOrdersForMail(pool, [...new Set(records.map(({ orderId }) => orderId))]);
      const owed = records.map((record): readonly [string, OwedMail] => {
        // A foreign key says that it is there.
        const order = orders.get(record.orderId) as OrderForMail;
        return [
          record.id,
          {
            ...envelopeOf(order),
            since: record.createdAt,
            isWithdrawn: order.customer.email === null || isWithdrawn(record),
            write: ({ shop, toOrder }) =>
              write(order, record, linesOf(order, record), { shop, link: toOrder(order.id) }),
          },
        ];
      });
      return new Map(owed);
    },
  };
}

/** Whom a mail about an order goes to. */
export function envelopeOf({ id, customer }: OrderForMail): Pick<OwedMail, 'to' | 'about'> {
  const to = { name: customer.name ?? '', address: customer.email ?? '' };
  return { to, about: { orderId: id } };
}

function linesOf(order: OrderForMail, record: RecordForMail): MailLine[] {
  const bought = new Map(order.items.map((item) => [item.position, item]));
  return record.items.flatMap(({ position, quantity }) => {
    const item = bought.get(position);
    return item ? [{ ...item, quantity }] : [];
  });
}
