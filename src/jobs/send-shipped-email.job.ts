import { defineRecordMail } from './mail-job.ts';

/** Owed by a fulfilment. */
export const sendShippedEmail = defineRecordMail('order.send-shipped-email');
