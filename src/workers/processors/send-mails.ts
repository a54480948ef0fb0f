import type { Pool } from 'pg';
import type { JobPayload, MailJobName } from '../../jobs/catalogue.ts';
import { personName } from '../../mail/person-name.ts';
import type { LinkToOrder } from '../../orders/order-link.ts';
import { createDeliveries } from '../mail/deliveries.ts';
import { mailKinds } from '../mail/mail-kinds.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Writing } from '../mail/owed-mail.ts';
import type { WorkerMetrics } from '../metrics.ts';
import { type Attempt, PermanentError, type Processors } from '../processor.ts';

export interface SendMailsContext {
  pool: Pool;
  mailer: Mailer;
  /** Unset: mails have no link to their order. */
  linkToOrder: LinkToOrder | undefined;
  /** Of `linkAddresses`. */
  toLink: Writing['toLink'];
  metrics?: Pick<WorkerMetrics, 'delivered' | 'deliverySeconds'>;
}

/** The processors of all mails. */
export function sendMails(context: SendMailsContext): Pick<Processors, MailJobName> {
  const processorOf = (name: MailJobName) => {
    const send = mailSender(context, name);
    return (payload: JobPayload<MailJobName>, attempt: Attempt) => send(subjectOf(payload), attempt);
  };
  const names = Object.keys(mailKinds) as MailJobName[];
  return Object.fromEntries(names.map((name) => [name, processorOf(name)])) as Pick<Processors, MailJobName>;
}

/** What the mail is about. */
function subjectOf(payload: JobPayload<MailJobName>): string {
  if ('linkId' in payload) return payload.linkId;
  return 'recordId' in payload ? payload.recordId : payload.orderId;
}

/**
 * Sends a mail, once. The delivery is recorded before and after the hand-over: a run that finds it handed over sends
 * nothing. A crash between the two can send it again, under the same Message-ID, so that the receiver can tell.
 */
function mailSender(context: SendMailsContext, name: MailJobName) {
  const { pool, mailer, linkToOrder, toLink, metrics } = context;
  const kind = mailKinds[name];
  const deliveries = createDeliveries(pool, name, kind, mailer.domain);
  return async (subjectId: string, { signal, log }: Attempt): Promise<void> => {
    const delivery = await deliveries.begin(subjectId);
    if (!delivery) throw new PermanentError(`There is no ${kind.what} ${subjectId}`, 'missing');
    const { mail, messageId, isResend } = delivery;
    const { about, since, isWithdrawn } = mail;
    if (messageId === undefined) {
      const notSo = mail.to.address === '' ? 'nobody is to get the mail' : 'what the mail tells of is not so';
      log.info({ ...about, subjectId }, isWithdrawn ? notSo : 'the mail was handed over before');
      return;
    }
    signal.throwIfAborted();
    const to = { name: personName(mail.to.name), address: mail.to.address };
    const toOrder = (id: string) => linkToOrder?.({ id, since: isResend ? new Date() : since });
    const content = mail.write({ shop: mailer.sender, toOrder, toLink });
    await mailer.send({ to, messageId, ...content }, signal);
    await deliveries.finish(subjectId);
    metrics?.delivered.inc();
    // How long ago a mail was owed says nothing where it is asked for once more.
    if (!isResend) metrics?.deliverySeconds.observe((Date.now() - since.getTime()) / 1_000);
    log.info({ ...about, messageId }, 'mail handed over');
  };
}
