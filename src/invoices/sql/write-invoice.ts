import type { Statement } from '../../database/statement.ts';

/** $1 text: a kind. Holds its counter to the end of the transaction, which is the last that it holds. */
export const holdCounter: Statement = {
  name: 'invoices.hold-counter',
  text: `
    insert into invoice_counters (kind, year, last, issued_at) values ($1, 2000, 0, '2000-01-01T00:00:00Z')
    on conflict (kind) do update set kind = excluded.kind`,
};

/**
 * $1 uuid: its id, $2 uuid: the order, $3 text: the kind, whose counter is held, $4 uuid: what it corrects, $5 bigint: net,
 * $6 bigint: tax, $7 text: currency, $8 jsonb: the document, $9 uuid: the
 * entry of the refund that it is for. Takes the next number of the year in which it is by the
 * database's clock now, behind the lock: numbers follow time. A file is owed with it.
 */
export const writeInvoice: Statement = {
  name: 'invoices.write',
  text: `
    with clock as materialized (
      select greatest(c.issued_at, clock_timestamp()) as at from invoice_counters c where c.kind = $3::text
    ), taken as (
      update invoice_counters c
         set year = extract(year from clock.at at time zone 'UTC')::int, issued_at = clock.at,
             last = case when c.year = extract(year from clock.at at time zone 'UTC')::int then c.last + 1 else 1 end
        from clock where c.kind = $3::text
      returning c.year, c.last, c.issued_at
    ), written as (
      insert into invoices (id, order_id, kind, year, number, issued_at, corrects_id, net, tax, currency, document, entry_id)
      select $1::uuid, $2::uuid, $3::text, year, last, issued_at, $4::uuid, $5::bigint, $6::bigint, $7::text, $8::jsonb, $9::uuid
        from taken
      returning id, year, number, issued_at
    ), owed as (
      insert into invoice_files (invoice_id) select id from written
    )
    select year, number, (extract(epoch from issued_at) * 1000)::float8 as issued_ms from written`,
};

export interface WrittenRow {
  year: number;
  number: number;
  issued_ms: number;
}
