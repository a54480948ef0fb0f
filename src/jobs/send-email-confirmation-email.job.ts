import { defineLinkMail } from './mail-job.ts';

/** Owed by every registration, and by whoever asks for the link again: it welcomes and confirms the address. */
export const sendEmailConfirmationEmail = defineLinkMail('account.send-email-confirmation-email');
