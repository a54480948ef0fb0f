import { defineRecordMail } from './mail-job.ts';

/** Owed by a cancellation of all or some of an order, and by its expiry. */
export const sendCancelledEmail = defineRecordMail('order.send-cancelled-email');
