import { recordAudit } from '../../../../audit/record-audit.ts';
import { type OrderMailName, orderMails } from '../../../../jobs/catalogue.ts';
import { html } from '../../../../markup/html.ts';
import { resendMail } from '../../../../outbox/resend-mail.ts';
import type { DeliveryRecord } from '../../../../outbox/sql/find-deliveries.ts';
import type { Action } from '../../actions/action.ts';
import { jobTitle } from '../../job-labels.ts';
import { time } from '../../layout.ts';
import type { OrderRecord } from '../sql/find-order.ts';
import type { ChangeOrder } from './change-order.ts';
import { whoIsTold } from './told.ts';

export interface MailOfOrder {
  order: OrderRecord;
  delivery: DeliveryRecord & { kind: OrderMailName };
}

export const isMailKind = (kind: string): kind is OrderMailName => Object.hasOwn(orderMails, kind);

export const resendMailAction = (change: ChangeOrder): Action<MailOfOrder, undefined> => ({
  path: 'resend',
  operation: 'resendMail',
  title: ({ delivery }) => `${jobTitle(delivery.kind)} once more`,
  read: () => undefined,
  review: ({ order, delivery: { handedOverAt } }) => ({
    sentences: [
      order.customer.email === null
        ? whoIsTold(order, '')
        : `${order.customer.name} gets this mail once more, to ${order.customer.email}.`,
      handedOverAt
        ? html`The mail server took it before, at ${time(handedOverAt)}.`
        : 'It was tried before, and no mail server took it.',
      'Where it is on its way already, it is not sent twice.',
    ],
    button: 'Send it once more',
  }),
  run: ({ order: { id }, delivery }, _nothing, by) =>
    change(by, id, async (client) => {
      const mail = { kind: delivery.kind, orderId: id, subjectId: delivery.subjectId };
      const resent = await resendMail(client, mail);
      const after = { mail: mail.kind, of: mail.subjectId, outcome: resent.outcome };
      await recordAudit(client, by.trail, { subject: { type: 'order', id }, after });
      return resent;
    }),
  done: 'resent',
});
