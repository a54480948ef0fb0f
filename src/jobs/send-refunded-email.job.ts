import { defineRecordMail } from './mail-job.ts';

/** Owed by a refund that succeeded. */
export const sendRefundedEmail = defineRecordMail('order.send-refunded-email');
