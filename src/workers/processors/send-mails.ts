import type { Pool } from 'pg';
import type { OwedJobName } from '../../jobs/catalogue.ts';
import { personName } from '../../mail/person-name.ts';
import type { LinkToOrder } from '../../orders/order-link.ts';
import { createDeliveries } from '../mail/deliveries.ts';
import { mailKinds } from '../mail/mail-kinds.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { WorkerMetrics } from '../metrics.ts';
import { type Attempt, PermanentError, type Processors } from '../processor.ts';

export interface SendMailsContext {
  pool: Pool;
  mailer: Mailer;
  /** Unset: mails have no link to their order. */
  linkToOrder: LinkToOrder | undefined;
  metrics?: Pick<WorkerMetrics, 'delivered' | 'deliverySeconds'>;
}

/** The processors of all mails. */
export function sendMails(context: SendMailsContext): Pick<Processors, OwedJobName> {
  const send = (name: OwedJobName) => mailSender(context, name);
  const [confirmation, shipped, cancelled, received, refunded] = [
    send('order.send-confirmation-email'),
    send('order.send-shipped-email'),
    send('order.send-cancelled-email'),
    send('order.send-return-received-email'),
    send('order.send-refunded-email'),
  ];
  return {
    'order.send-confirmation-email': ({ orderId }, attempt) => confirmation(orderId, attempt),
    'order.send-shipped-email': ({ recordId }, attempt) => shipped(recordId, attempt),
    'order.send-cancelled-email': ({ recordId }, attempt) => cancelled(recordId, attempt),
    'order.send-return-received-email': ({ recordId }, attempt) => received(recordId, attempt),
    'order.send-refunded-email': ({ recordId }, attempt) => refunded(recordId, attempt),
  };
}

/**
 * Sends a mail about an order, once. The delivery is recorded before and after the hand-over: a run that finds it
 * handed over sends nothing. A crash between the two can send it again, under the same Message-ID, so that the
 * receiver can tell.
 */
function mailSender({ pool, mailer, linkToOrder, metrics }: SendMailsContext, name: OwedJobName) {
  const kind = mailKinds[name];
  const deliveries = createDeliveries(pool, name, kind, mailer.domain);
  return async (subjectId: string, { signal, log }: Attempt): Promise<void> => {
    const delivery = await deliveries.begin(subjectId);
    if (!delivery) throw new PermanentError(`There is no ${kind.what} ${subjectId}`, 'missing');
    const { mail, messageId, isResend } = delivery;
    const { order, since, isWithdrawn } = mail;
    if (messageId === undefined) {
      const why = isWithdrawn ? 'what the mail tells of was undone' : 'the mail was handed over before';
      log.info({ orderId: order.id, subjectId }, why);
      return;
    }
    signal.throwIfAborted();
    const to = { name: personName(order.customer.name), address: order.customer.email };
    const link = linkToOrder?.({ id: order.id, since: isResend ? new Date() : since });
    const content = mail.write({ shop: mailer.sender, link });
    await mailer.send({ to, messageId, ...content }, signal);
    await deliveries.finish(subjectId);
    metrics?.delivered.inc();
    // How long ago a mail was owed says nothing where it is asked for once more.
    if (!isResend) metrics?.deliverySeconds.observe((Date.now() - since.getTime()) / 1_000);
    log.info({ orderId: order.id, messageId }, 'mail handed over');
  };
}
