import { defineLinkMail } from './mail-job.ts';

/** Owed by the end of an endpoint that nobody asked for: it tells the administrators. */
export const sendWebhookDisabledNoticeEmail = defineLinkMail('webhook.send-disabled-notice-email');
