import { defineRecordMail } from './mail-job.ts';

/** Owed by the receipt of what was sent back. */
export const sendReturnReceivedEmail = defineRecordMail('order.send-return-received-email');
