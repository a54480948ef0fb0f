import { defineLinkMail } from './mail-job.ts';

/** Owed by a change of the password, by whatever way: it tells whose account it is. */
export const sendPasswordChangeNoticeEmail = defineLinkMail('account.send-password-change-notice-email');
