import { defineLinkMail } from './mail-job.ts';

/** Owed by whoever asks for a new password, whether the address has an account or not. */
export const sendPasswordResetEmail = defineLinkMail('account.send-password-reset-email');
