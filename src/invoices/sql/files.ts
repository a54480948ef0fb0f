import type { Statement } from '../../database/statement.ts';

/** $1 uuid[]: those that are left out. An invoice without a file, held to the end of the transaction, which nobody else makes. */
export const takeMissing: Statement = {
  name: 'invoices.take-missing-file',
  text: `
    select invoice_id as id from invoice_files
     where pdf is null and invoice_id <> all($1::uuid[])
     order by invoice_id limit 1
       for update skip locked`,
};

/** $1 uuid: an invoice, $2 bytea */
export const keepFile: Statement = {
  name: 'invoices.keep-file',
  text: 'update invoice_files set pdf = $2::bytea, made_at = now() where invoice_id = $1::uuid and pdf is null',
};
