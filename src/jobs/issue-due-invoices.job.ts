import { defineScheduledJob, MINUTE_MS } from './scheduled.ts';

/** Issues the invoices of orders that were placed, where the shop has asked for that, and makes files that are missing. */
export const issueDueInvoices = defineScheduledJob('invoice.issue-due', MINUTE_MS);
