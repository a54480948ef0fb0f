import { defineLinkMail } from './mail-job.ts';

/** Owed by a change of the e-mail address: to the new one, with the link that makes it so. */
export const sendEmailChangeEmail = defineLinkMail('account.send-email-change-email');
