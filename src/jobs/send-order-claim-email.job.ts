import { defineLinkMail } from './mail-job.ts';

/** Owed by whoever looks for an order by its number and an address, whether they fit together or not. */
export const sendOrderClaimEmail = defineLinkMail('account.send-order-claim-email');
