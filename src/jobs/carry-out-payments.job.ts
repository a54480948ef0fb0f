import { definePaymentJob } from './payment-job.ts';
import { uuidSchema } from './uuid-schema.ts';

/** Tells a provider what it is to do, as a row of `payment_operations` says. */
export const carryOutPayments = definePaymentJob('payments.carry-out', { operationId: uuidSchema });
