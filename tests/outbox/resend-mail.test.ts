import { describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/database/in-transaction.ts';
import { type Resent, resendMail } from '../../src/outbox/resend-mail.ts';
import type { MailOnRecord } from '../../src/outbox/sql/mail-again.ts';
import { until } from '../setup/wait.ts';
import { backends, setUpWorkshop } from '../workers/on-backends.ts';

const kind = 'order.send-confirmation-email';

describe.each(backends)('a mail that is asked for once more, with jobs on $backend', ({ url }) => {
  const on = setUpWorkshop(url);

  /** As an operator's button does it: a transaction of its own, published after its commit. */
  async function resend(mail: MailOnRecord): Promise<Resent['outcome']> {
    const { outcome, owes } = await inTransaction(on.shop.pool, (client) => resendMail(client, mail));
    await on.queues.addBulk(owes);
    return outcome;
  }
  const nothingOwed = () =>
    until('nothing is owed', async () => {
      const { rows } = await on.shop.pool.query('select from outbox_messages where settled_at is null');
      return rows.length === 0;
    });

  it('is sent once more however many ask at once, and is no double to a mailbox', async () => {
    const { orderId, row } = await on.shop.placeOrder();
    const mail = { kind, orderId, subjectId: orderId } as const;
    await on.queues.addBulk([row]);
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    await on.settled(row.id);

    const held = on.mailServer.holdData();
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => resend(mail)));
    expect(outcomes.toSorted()).toEqual([...Array(5).fill('on-its-way'), 'owed']);
    await held.started;
    expect(await resend(mail)).toBe('on-its-way');
    held.release();
    await nothingOwed();
    expect(on.mailServer.mails).toHaveLength(2);

    expect(await resend(mail)).toBe('owed');
    await nothingOwed();
    const ids = on.mailServer.mails.map(({ messageId }) => messageId!);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids.slice(1))
      expect(id).toMatch(
        new RegExp(`^<order-${orderId}[.]confirmation[.]again-[-0-9a-f]{36}@shop[.]example>$`),
      );
    const [first, ...others] = on.mailServer.mails;
    for (const other of others) expect([other.subject, other.text]).toEqual([first!.subject, first!.text]);
  });

  it('is tried again where it had failed for good, and is no second mail', async () => {
    on.mailServer.refuseRecipients(550);
    const { orderId, row } = await on.shop.placeOrder();
    await on.queues.addBulk([row]);
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    await until('it is known as failed', async () => (await on.shop.message(row.id)).failed_at);
    on.shop.startRelay(on.queues);
    on.mailServer.refuseRecipients(undefined);
    const mail = { kind, orderId, subjectId: orderId } as const;
    await Promise.all([resend(mail), resend(mail)]);
    await nothingOwed();
    expect(on.mailServer.mails).toHaveLength(1);
    expect(await on.shop.message(row.id)).toMatchObject({ failed_at: null });
  });

  it('is sent where nothing is known of it any more', async () => {
    const { orderId, row } = await on.shop.placeOrder();
    await on.shop.pool.query('delete from outbox_messages where id = $1', [row.id]);
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    const mail = { kind, orderId, subjectId: orderId } as const;
    expect((await Promise.all([resend(mail), resend(mail)])).toSorted()).toEqual(['on-its-way', 'owed']);
    await nothingOwed();
    expect(on.mailServer.mails).toHaveLength(1);
  });
});
