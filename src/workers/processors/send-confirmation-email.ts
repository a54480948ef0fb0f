import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { confirmationMail } from '../mail/confirmation.ts';
import type { Mailer } from '../mail/mailer.ts';
import { PermanentError, type Processor } from '../processor.ts';
import { beginDelivery } from '../sql/begin-delivery.ts';
import { finishDelivery } from '../sql/finish-delivery.ts';
import { readOrderForMail } from '../sql/read-order-for-mail.ts';

const kind = 'order.send-confirmation-email';

export interface SendConfirmationEmailContext {
  pool: Pool;
  mailer: Mailer;
  /** Base of the link to the order. */
  publicUrl: string;
}

/**
 * Sends the confirmation of an order, once. The delivery is recorded before and after the hand-over: a run
 * that finds it handed over sends nothing. A crash between the two can send it again, under the same
 * Message-ID, so that the receiver can tell.
 */
export function sendConfirmationEmail(context: SendConfirmationEmailContext): Processor<typeof kind> {
  const { pool, mailer, publicUrl } = context;
  return async ({ orderId }, { signal, log }) => {
    const order = await readOrderForMail(pool, orderId);
    if (!order) throw new PermanentError(`There is no order ${orderId}`, 'missing');

    const messageId = `<order-${orderId}.confirmation@${mailer.domain}>`;
    if (!(await beginDelivery(pool, { kind, orderId, messageId }))) {
      log.info({ orderId }, 'the confirmation was handed over before');
      return;
    }
    signal.throwIfAborted();
    const to = { name: order.customer.name, address: order.customer.email };
    await mailer.send({ to, messageId, ...confirmationMail(order, publicUrl) }, signal);
    await recordHandOver(pool, orderId);
    log.info({ orderId, messageId }, 'confirmation handed over');
  };
}

/** The mail is out: forgetting that now would send it again, so a database that stumbles is asked again. */
async function recordHandOver(pool: Pool, orderId: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await finishDelivery(pool, { kind, orderId });
    } catch (error) {
      if (attempt === 6) throw error;
      await sleep(100 * 2 ** attempt);
    }
  }
}
