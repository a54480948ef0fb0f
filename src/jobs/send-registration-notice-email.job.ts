import { defineLinkMail } from './mail-job.ts';

/** Owed where somebody registers an address that has an account, and the answer does not say so. */
export const sendRegistrationNoticeEmail = defineLinkMail('account.send-registration-notice-email');
