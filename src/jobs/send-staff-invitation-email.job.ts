import { defineLinkMail } from './mail-job.ts';

/** Owed by whoever invites somebody to work here. */
export const sendStaffInvitationEmail = defineLinkMail('account.send-staff-invitation-email');
