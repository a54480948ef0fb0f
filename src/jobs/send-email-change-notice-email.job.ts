import { defineLinkMail } from './mail-job.ts';

/** Owed by the same, to the address that the account has: it tells of it. */
export const sendEmailChangeNoticeEmail = defineLinkMail('account.send-email-change-notice-email');
