import type { Static } from 'typebox';
import { applyPaymentWebhook } from './apply-payment-webhook.job.ts';
import { carryOutPayments } from './carry-out-payments.job.ts';
import { comparePayments } from './compare-payments.job.ts';
import { continueErasures } from './continue-erasures.job.ts';
import { eraseOldOrders } from './erase-old-orders.job.ts';
import { expireUnpaidOrders } from './expire-unpaid-orders.job.ts';
import { pruneEvents } from './prune-events.job.ts';
import { pruneGuests } from './prune-guests.job.ts';
import { pruneIdempotencyKeys } from './prune-idempotency-keys.job.ts';
import { pruneMailedLinks } from './prune-mailed-links.job.ts';
import { pruneOutbox } from './prune-outbox.job.ts';
import { prunePaymentInbox } from './prune-payment-inbox.job.ts';
import { pruneRefreshTokens } from './prune-refresh-tokens.job.ts';
import { reconcilePayments } from './reconcile-payments.job.ts';
import { reconcileStock } from './reconcile-stock.job.ts';
import { removeAbandonedCarts } from './remove-abandoned-carts.job.ts';
import { rollUpSales } from './roll-up-sales.job.ts';
import { sendCancelledEmail } from './send-cancelled-email.job.ts';
import { sendConfirmationEmail } from './send-confirmation-email.job.ts';
import { sendEmailChangeEmail } from './send-email-change-email.job.ts';
import { sendEmailChangeNoticeEmail } from './send-email-change-notice-email.job.ts';
import { sendEmailConfirmationEmail } from './send-email-confirmation-email.job.ts';
import { sendOrderClaimEmail } from './send-order-claim-email.job.ts';
import { sendPasswordChangeNoticeEmail } from './send-password-change-notice-email.job.ts';
import { sendPasswordResetEmail } from './send-password-reset-email.job.ts';
import { sendRefundedEmail } from './send-refunded-email.job.ts';
import { sendRegistrationNoticeEmail } from './send-registration-notice-email.job.ts';
import { sendReturnReceivedEmail } from './send-return-received-email.job.ts';
import { sendShippedEmail } from './send-shipped-email.job.ts';
import { sendStaffInvitationEmail } from './send-staff-invitation-email.job.ts';
import { sendWebhookDisabledNoticeEmail } from './send-webhook-disabled-notice-email.job.ts';
import { settlePrices } from './settle-prices.job.ts';
import { warmProductCache } from './warm-product-cache.job.ts';

/** Mails about an order. */
export const orderMails = {
  [sendConfirmationEmail.name]: sendConfirmationEmail,
  [sendShippedEmail.name]: sendShippedEmail,
  [sendCancelledEmail.name]: sendCancelledEmail,
  [sendReturnReceivedEmail.name]: sendReturnReceivedEmail,
  [sendRefundedEmail.name]: sendRefundedEmail,
} as const;

/** Mails to a person, each with a row of `mailed_links`. */
export const linkMails = {
  [sendOrderClaimEmail.name]: sendOrderClaimEmail,
  [sendPasswordResetEmail.name]: sendPasswordResetEmail,
  [sendPasswordChangeNoticeEmail.name]: sendPasswordChangeNoticeEmail,
  [sendEmailChangeEmail.name]: sendEmailChangeEmail,
  [sendEmailChangeNoticeEmail.name]: sendEmailChangeNoticeEmail,
  [sendEmailConfirmationEmail.name]: sendEmailConfirmationEmail,
  [sendRegistrationNoticeEmail.name]: sendRegistrationNoticeEmail,
  [sendStaffInvitationEmail.name]: sendStaffInvitationEmail,
  [sendWebhookDisabledNoticeEmail.name]: sendWebhookDisabledNoticeEmail,
} as const;

/** Jobs that talk to payment providers. */
export const paymentJobs = {
  [applyPaymentWebhook.name]: applyPaymentWebhook,
  [carryOutPayments.name]: carryOutPayments,
} as const;

/** Jobs that a committed change owes: they go through the outbox and are delivered whatever dies. */
export const owedJobs = { ...orderMails, ...linkMails, ...paymentJobs } as const;

/** Jobs that are merely wished for: requests collapse into one, and one that is lost does no harm. */
export const requestedJobs = {
  [warmProductCache.name]: warmProductCache,
} as const;

/** Jobs that come by themselves: a job scheduler in their queue makes the next one when one begins. */
export const scheduledJobs = {
  [comparePayments.name]: comparePayments,
  [continueErasures.name]: continueErasures,
  [eraseOldOrders.name]: eraseOldOrders,
  [expireUnpaidOrders.name]: expireUnpaidOrders,
  [pruneEvents.name]: pruneEvents,
  [pruneGuests.name]: pruneGuests,
  [pruneIdempotencyKeys.name]: pruneIdempotencyKeys,
  [pruneMailedLinks.name]: pruneMailedLinks,
  [pruneOutbox.name]: pruneOutbox,
  [prunePaymentInbox.name]: prunePaymentInbox,
  [pruneRefreshTokens.name]: pruneRefreshTokens,
  [reconcilePayments.name]: reconcilePayments,
  [reconcileStock.name]: reconcileStock,
  [removeAbandonedCarts.name]: removeAbandonedCarts,
  [settlePrices.name]: settlePrices,
  [rollUpSales.name]: rollUpSales,
} as const;

/** Every job by its name. A worker has a processor for each, or does not compile. */
export const jobs = { ...owedJobs, ...requestedJobs, ...scheduledJobs } as const;

export type OwedJobName = keyof typeof owedJobs;
export type OrderMailName = keyof typeof orderMails;
/** Mails about one thing that happened to an order. */
export type RecordMailName = Exclude<OrderMailName, typeof sendConfirmationEmail.name>;
export type LinkMailName = keyof typeof linkMails;
export type MailJobName = OrderMailName | LinkMailName;
export type RequestedJobName = keyof typeof requestedJobs;
export type ScheduledJobName = keyof typeof scheduledJobs;
export type JobName = keyof typeof jobs;
export type JobPayload<Name extends JobName> = Static<(typeof jobs)[Name]['payload']>;

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobs, name);
}
