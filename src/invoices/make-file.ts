import type { PoolClient } from 'pg';
import type { InvoiceView } from './invoice-view.ts';
import { readInvoice } from './read-invoices.ts';
import { keepFile, takeMissing } from './sql/files.ts';

/**
 * Makes the file of one invoice that has none and that nobody else makes at this moment. In a transaction of the
 * caller's, which holds the row of the file: whoever dies in it leaves it to others.
 *
 * @param without invoices that are left out
 * @returns its id and what went wrong, if something did; undefined where no file is missing
 */
export async function makeFile(
  client: PoolClient,
  without: readonly string[],
  render: (invoice: InvoiceView) => Promise<Buffer>,
): Promise<{ id: string; error?: unknown } | undefined> {
  const { rows } = await client.query<{ id: string }>({ ...takeMissing, values: [without] });
  const id = rows[0]?.id;
  const invoice = id && (await readInvoice(client, id));
  if (!id || !invoice) return undefined;
  try {
    const pdf = await render(invoice);
    await client.query({ ...keepFile, values: [id, pdf] });
    return { id };
  } catch (error) {
    return { id, error };
  }
}
