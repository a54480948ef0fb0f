import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { inTransaction } from '../../database/in-transaction.ts';
import type { Seller } from '../../invoices/invoice-document.ts';
import { InvoiceError } from '../../invoices/invoice-error.ts';
import { issueInvoice } from '../../invoices/issue-invoice.ts';
import { type DueRow, findDue } from '../../invoices/sql/find-due.ts';
import { readSharedState, writeSharedState } from '../../jobs/shared-state.ts';
import { timeOfUuid, uuidAt } from '../../lists/uuid-time.ts';
import { inBatches } from '../in-batches.ts';

export interface IssueDueContext {
  pool: Pool;
  seller: Seller;
  /** Whether orders get an invoice by themselves. */
  invoiceAutomatic: boolean;
}

const NOTE = 'invoice.issue-due';
/** Orders in one statement; each that is due is a transaction of its own. */
const SIZE = 500;
/** Statements in one run: half a million orders. */
const MOST = 1_000;
/** An order may be committed so long after its id was made, in ms, whatever its process and its clock did meanwhile. */
const LATE_MS = 10 * 60_000;

interface Progress {
  /** All orders up to this one have what they get. Null: none gets one by itself. */
  through: string | null;
}

/**
 * Issues the invoices of orders that were placed since the shop has asked for it. Each run goes on where the last one
 * ended, or at the oldest order that still waited for money then, and looks once more at the last minutes.
 */
export async function issueDueInvoices(
  { pool, seller, invoiceAutomatic }: IssueDueContext,
  { signal, log }: { signal: AbortSignal; log: Logger },
): Promise<void> {
  const last = (await readSharedState<Progress>(pool, NOTE))?.value.through ?? null;
  if (!invoiceAutomatic) {
    await writeSharedState(pool, NOTE, { through: null } satisfies Progress);
    return;
  }
  const newest = uuidAt(Date.now() - LATE_MS);
  const begin = last ?? uuidAt(Date.now());
  let after = begin;
  let open: string | undefined;
  let issued = 0;
  await inBatches({ size: SIZE, most: MOST, signal }, async (limit) => {
    const { rows } = await pool.query<DueRow>({ ...findDue, values: [after, uuidAt(Date.now()), limit] });
    for (const { id, is_unpaid, is_due } of rows) {
      signal.throwIfAborted();
      const isDone = is_due ? await tryToIssue(pool, id, seller, log) : !is_unpaid;
      if (isDone && is_due) issued++;
      if (!isDone) open ??= before(id);
    }
    after = rows.at(-1)?.id ?? after;
    const done = [after, open ?? after, newest].toSorted()[0]!;
    // Never back behind where it began: what was placed before the shop asked gets none.
    const through = done > begin ? done : begin;
    await writeSharedState(pool, NOTE, { through } satisfies Progress);
    return rows.length;
  });
  if (issued > 0) log.info({ invoices: issued }, 'invoices issued');
}

/** @returns whether the order has its invoice, or gets none */
async function tryToIssue(pool: Pool, orderId: string, seller: Seller, log: Logger): Promise<boolean> {
  try {
    await inTransaction(pool, (client) => issueInvoice(client, { orderId, seller }));
    return true;
  } catch (error) {
    if (error instanceof InvoiceError) return error.fault !== 'order_unpaid';
    log.warn({ err: error, orderId }, 'an invoice could not be issued yet');
    return false;
  }
}

/** The end of the ids before the millisecond of this one. */
const before = (id: string): string => uuidAt(timeOfUuid(id));
