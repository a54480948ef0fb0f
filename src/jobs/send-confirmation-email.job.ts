import { defineOrderMail } from './mail-job.ts';

/** Owed by every placed order, through the outbox. */
export const sendConfirmationEmail = defineOrderMail('order.send-confirmation-email');
