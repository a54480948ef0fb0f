import type { Pool } from 'pg';
import type { LinkToOrder } from '../../orders/order-link.ts';
import { confirmationMail } from '../mail/confirmation.ts';
import { createDeliveries } from '../mail/deliveries.ts';
import type { Mailer } from '../mail/mailer.ts';
import { personName } from '../mail/person-name.ts';
import type { WorkerMetrics } from '../metrics.ts';
import { PermanentError, type Processor } from '../processor.ts';

const kind = 'order.send-confirmation-email';

export interface SendConfirmationEmailContext {
  pool: Pool;
  mailer: Mailer;
  /** Unset: mails have no link to their order. */
  linkToOrder: LinkToOrder | undefined;
  metrics?: Pick<WorkerMetrics, 'delivered' | 'deliverySeconds'>;
}

/**
 * Sends the confirmation of an order, once. The delivery is recorded before and after the hand-over: a run
 * that finds it handed over sends nothing. A crash between the two can send it again, under the same
 * Message-ID, so that the receiver can tell.
 */
export function sendConfirmationEmail(context: SendConfirmationEmailContext): Processor<typeof kind> {
  const { pool, mailer, linkToOrder, metrics } = context;
  const deliveries = createDeliveries(
    pool,
    kind,
    (orderId) => `<order-${orderId}.confirmation@${mailer.domain}>`,
  );
  return async ({ orderId }, { signal, log }) => {
    const delivery = await deliveries.begin(orderId);
    if (!delivery) throw new PermanentError(`There is no order ${orderId}`, 'missing');
    if (!delivery.begun) {
      log.info({ orderId }, 'the confirmation was handed over before');
      return;
    }
    signal.throwIfAborted();
    const { order, messageId } = delivery;
    const to = { name: personName(order.customer.name), address: order.customer.email };
    const content = confirmationMail(order, { shop: mailer.sender, link: linkToOrder?.(order) });
    await mailer.send({ to, messageId, ...content }, signal);
    await deliveries.finish(orderId);
    metrics?.delivered.inc();
    metrics?.deliverySeconds.observe((Date.now() - order.placedAt.getTime()) / 1_000);
    log.info({ orderId, messageId }, 'confirmation handed over');
  };
}
