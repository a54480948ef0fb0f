import { definePaymentJob } from './payment-job.ts';
import { uuidSchema } from './uuid-schema.ts';

/** Folds in what a provider told by a webhook, which a row of `payment_inbox` holds. */
export const applyPaymentWebhook = definePaymentJob('payments.apply-webhook', { messageId: uuidSchema });
