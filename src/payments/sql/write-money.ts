import { bigint, boolean, integer, jsonb, text, timestamptz, uuid } from '../../database/column-types.ts';
import { type Columns, composeStatement } from '../../database/composed-statement.ts';
import type { Entry, Operation, Payment } from '../money-state.ts';

const paymentColumns: Columns<Payment> = {
  id: uuid.of((row) => row.id),
  order_id: uuid.of((row) => row.orderId),
  provider: text.of((row) => row.provider),
  method: text.orNull((row) => row.method),
  ref: text.orNull((row) => row.ref),
  status: text.of((row) => row.status),
  open: boolean.of((row) => row.open),
  amount: bigint.of((row) => row.amount),
  currency: text.of((row) => row.currency),
  capture: text.of((row) => row.capture),
  authorized: bigint.of((row) => row.authorized),
  captured: bigint.of((row) => row.captured),
  refunded: bigint.of((row) => row.refunded),
  capture_before: timestamptz.orNull((row) => row.captureBefore),
  next_action: jsonb.orNull((row) => (row.nextAction === null ? null : JSON.stringify(row.nextAction))),
  return_url: text.orNull((row) => row.returnUrl),
  next_look_at: timestamptz.orNull((row) => row.nextLookAt),
  looks: integer.of((row) => row.looks),
  created_at: timestamptz.of((row) => row.createdAt),
};

const operationColumns: Columns<Operation> = {
  id: uuid.of((row) => row.id),
  order_id: uuid.of((row) => row.orderId),
  payment_id: uuid.of((row) => row.paymentId),
  kind: text.of((row) => row.kind),
  amount: bigint.of((row) => row.amount),
  state: text.of((row) => row.state),
  key: uuid.of((row) => row.key),
  reason: text.orNull((row) => row.reason),
  lines: jsonb.orNull((row) => (row.lines === null ? null : JSON.stringify(row.lines))),
  ref: text.orNull((row) => row.ref),
  failure: text.orNull((row) => row.failure),
  actor_role: text.of((row) => row.actorRole),
  actor_id: uuid.orNull((row) => row.actorId),
  attempts: integer.of((row) => row.attempts),
  first_sent_at: timestamptz.orNull((row) => row.firstSentAt),
  next_look_at: timestamptz.of((row) => row.nextLookAt),
  created_at: timestamptz.of((row) => row.createdAt),
  finished_at: timestamptz.orNull((row) => row.finishedAt),
  to_send: boolean.of((row) => row.toSend),
};

const entryColumns: Columns<Entry> = {
  id: uuid.of((row) => row.id),
  payment_id: uuid.of((row) => row.paymentId),
  provider: text.of((row) => row.provider),
  kind: text.of((row) => row.kind),
  fact_ref: text.of((row) => row.factRef),
  amount: bigint.of((row) => row.amount),
  currency: text.of((row) => row.currency),
  at: timestamptz.of((row) => row.at),
  recorded_at: timestamptz.of((row) => row.recordedAt),
};

/** Writes payments and operations as they are from then on, new or not, and entries that were not there. */
export const writeMoney = composeStatement(
  'payments.write-money',
  { payments: paymentColumns, operations: operationColumns, entries: entryColumns },
  ({ payments, operations, entries }) => `
    with changed_payments as (
      insert into payments (${payments.names})
      select * from ${payments.unnestAs('payments')}
      on conflict (id) do update
         set ref = excluded.ref, status = excluded.status, open = excluded.open, authorized = excluded.authorized,
             captured = excluded.captured, refunded = excluded.refunded,
             capture_before = excluded.capture_before, next_action = excluded.next_action, next_look_at = excluded.next_look_at, looks = excluded.looks
    ), changed_operations as (
      insert into payment_operations (${operations.names})
      select * from ${operations.unnestAs('operations')}
      on conflict (id) do update
         set state = excluded.state, key = excluded.key, ref = excluded.ref, failure = excluded.failure,
             attempts = excluded.attempts, first_sent_at = excluded.first_sent_at,
             next_look_at = excluded.next_look_at, finished_at = excluded.finished_at, to_send = excluded.to_send
    )
    insert into payment_entries (${entries.names})
    select * from ${entries.unnestAs('entries')}
    on conflict (provider, kind, fact_ref) do nothing`,
);
