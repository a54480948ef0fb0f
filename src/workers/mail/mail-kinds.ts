import type { MailJobName } from '../../jobs/catalogue.ts';
import { cancelledMail } from '../../mail/cancelled-mail.ts';
import { confirmationMail } from '../../mail/confirmation-mail.ts';
import { emailChangeMail, emailChangeNotice } from '../../mail/email-change-mails.ts';
import { orderClaimMail } from '../../mail/order-claim-mail.ts';
import { passwordChangeNotice } from '../../mail/password-change-notice.ts';
import { passwordResetMail } from '../../mail/password-reset-mail.ts';
import { refundedMail } from '../../mail/refunded-mail.ts';
import { registrationNotice } from '../../mail/registration-notice.ts';
import { returnReceivedMail } from '../../mail/return-received-mail.ts';
import { shippedMail } from '../../mail/shipped-mail.ts';
import { staffInvitationMail } from '../../mail/staff-invitation-mail.ts';
import { webhookDisabledNotice } from '../../mail/webhook-disabled-notice.ts';
import { welcomeMail } from '../../mail/welcome-mail.ts';
import { openUnits } from '../../orders/derived-status.ts';
import { matchAccounts } from '../sql/match-accounts.ts';
import { matchInvitations } from '../sql/match-invitations.ts';
import { matchOrders } from '../sql/match-orders.ts';
import { readCancellations } from '../sql/read-cancellations.ts';
import { readOrdersForMail } from '../sql/read-orders-for-mail.ts';
import { readRefunds } from '../sql/read-refunds.ts';
import { readReturnReceipts } from '../sql/read-return-receipts.ts';
import { readShipments } from '../sql/read-shipments.ts';
import { linkMails } from './link-mails.ts';
import type { MailKind, OwedMail } from './owed-mail.ts';
import { envelopeOf, recordMails } from './record-mails.ts';

const confirmations: MailKind = {
  what: 'order',
  messageIdOf: (orderId) => `order-${orderId}.confirmation`,
  async read(pool, orderIds) {
    const orders = await readOrdersForMail(pool, orderIds);
    const owed = [...orders.values()].map((order): readonly [string, OwedMail] => [
      order.id,
      {
        ...envelopeOf(order),
        since: order.placedAt,
        isWithdrawn: order.customer.email === null,
        write: ({ shop, toOrder }) => confirmationMail(order, { shop, link: toOrder(order.id) }),
      },
    ]);
    return new Map(owed);
  },
};

const sumOf = <Item>(items: readonly Item[], count: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + count(item), 0);

/** Mails by the job that sends them. */
export const mailKinds: Readonly<Record<MailJobName, MailKind>> = {
  'order.send-confirmation-email': confirmations,
  'order.send-shipped-email': recordMails({
    what: 'fulfilment',
    read: readShipments,
    isWithdrawn: ({ isUndone }) => isUndone,
    write: (order, shipment, items, settings) => {
      const unitsToCome = sumOf(order.items, openUnits);
      return shippedMail(order, { ...shipment, items, unitsToCome }, settings);
    },
  }),
  'order.send-cancelled-email': recordMails({
    what: 'cancellation',
    read: readCancellations,
    write: (order, cancellation, items, settings) => {
      const unitsLeft = sumOf(order.items, (item) => item.quantity - item.cancelled);
      return cancelledMail(order, { ...cancellation, items, unitsLeft }, settings);
    },
  }),
  'order.send-return-received-email': recordMails({
    what: 'receipt',
    read: readReturnReceipts,
    write: (order, receipt, items, settings) => returnReceivedMail(order, { ...receipt, items }, settings),
  }),
  'order.send-refunded-email': recordMails({
    what: 'refund',
    read: readRefunds,
    write: (order, refund, _items, settings) => refundedMail(order, refund, settings),
  }),
  'account.send-order-claim-email': linkMails({
    kind: 'order-claim',
    path: '/orders/claims',
    match: matchOrders,
    write: orderClaimMail,
  }),
  'account.send-password-reset-email': linkMails({
    kind: 'password-reset',
    path: '/password-resets',
    match: matchAccounts,
    write: passwordResetMail,
  }),
  'account.send-password-change-notice-email': linkMails({
    kind: 'password-change-notice',
    write: passwordChangeNotice,
  }),
  'account.send-email-confirmation-email': linkMails({
    kind: 'email-confirmation',
    path: '/email-confirmations',
    write: welcomeMail,
  }),
  'account.send-email-change-email': linkMails({
    kind: 'email-change',
    path: '/email-confirmations',
    write: emailChangeMail,
  }),
  'account.send-email-change-notice-email': linkMails({
    kind: 'email-change-notice',
    write: emailChangeNotice,
  }),
  'account.send-registration-notice-email': linkMails({
    kind: 'registration-notice',
    match: matchAccounts,
    write: registrationNotice,
  }),
  'account.send-staff-invitation-email': linkMails({
    kind: 'staff-invitation',
    path: '/staff-invitations',
    match: matchInvitations,
    write: staffInvitationMail,
  }),
  'webhook.send-disabled-notice-email': linkMails({
    kind: 'webhook-disabled-notice',
    write: webhookDisabledNotice,
  }),
};
