import { hash } from 'node:crypto';
import type { FulfillmentStatus, OrderStatus } from '../entities/order.entity.ts';
import { hasPaymentSql, paymentStatusSql } from '../entities/payment-status-sql.ts';
import { uuidAt } from '../lists/uuid-time.ts';
import type { PaymentStatus } from './derived-status.ts';
import { readOrderNumber } from './order-number.ts';

/** Which orders are asked for; all of it has to be true of one. */
export interface OrderFilter {
  status?: OrderStatus | undefined;
  paymentStatus?: PaymentStatus | undefined;
  fulfillmentStatus?: FulfillmentStatus | undefined;
  customerId?: string | undefined;
  /** An order's number, or the last six characters of it. */
  number?: string | undefined;
  /** Placed at this instant or later; at this one or earlier. */
  from?: Date | undefined;
  to?: Date | undefined;
}

/** A condition with `?` in the place of its value. */
export interface Condition {
  readonly sql: string;
  readonly value: unknown;
}

export interface OrderConditions {
  /** Found together by one range of an index, newest first. */
  readonly ranges: readonly Condition[];
  /** Looked for among these, row by row. */
  readonly others: readonly Condition[];
}

/** As a WHERE, whose values are added to `values`. */
export function whereOf(conditions: readonly Condition[], values: unknown[]): string {
  const parts = conditions.map(({ sql, value }) => sql.replace('?', `$${values.push(value)}`));
  return parts.length === 0 ? '' : `where ${parts.join(' and ')}`;
}

/** An id tells when its order was placed to within this time, in ms: the process took the time, then made the id. */
const ID_SLACK_MS = 60_000;
const ENDING = /^[0-9a-f]{6}$/i;

/**
 * What a filter demands of an order. Several statuses have an index each, of which a list in the order of ids can use
 * one: the rarest leads. PLACED and UNPAID have none: in one shop or another they are almost all orders there are.
 *
 * @param owners whose orders, all of whom have to be one; undefined for everybody's
 * @param options `isFound`: something else leads to the orders already, in the order of their ids
 */
export function conditionsOf(
  filter: OrderFilter,
  owners: readonly (string | undefined)[],
  { isFound = false } = {},
): OrderConditions {
  const equal: (Condition & { leads: boolean })[] = [];
  const add = (sql: string, value: unknown, leads = true) => equal.push({ sql, value, leads });

  for (const owner of [...owners, filter.customerId])
    if (owner !== undefined) add('user_id = ?::uuid', owner);
  if (filter.status !== undefined) add('status = ?::text', filter.status, filter.status !== 'PLACED');
  if (filter.paymentStatus === 'UNPAID')
    add(`not payment_processing and ${paymentStatusSql} = ?::text`, 'UNPAID', false);
  else if (filter.paymentStatus === 'PROCESSING')
    add(`payment_processing and (${paymentStatusSql}) = ?::text`, 'UNPAID');
  else if (filter.paymentStatus !== undefined)
    add(`(${hasPaymentSql}) and (${paymentStatusSql}) = ?::text`, filter.paymentStatus);
  if (filter.fulfillmentStatus !== undefined) add('fulfillment_status = ?::text', filter.fulfillmentStatus);

  const leading = isFound ? undefined : equal.find(({ leads }) => leads);
  const ranges: Condition[] = leading ? [leading] : [];
  const others: Condition[] = equal.filter((one) => one !== leading);
  const { from, to } = filter;
  if (from) {
    ranges.push({ sql: 'id >= ?::uuid', value: uuidAt(from.getTime() - ID_SLACK_MS) });
    others.push({ sql: 'created_at >= ?::timestamptz', value: from });
  }
  if (to) {
    ranges.push({ sql: 'id < ?::uuid', value: uuidAt(to.getTime() + ID_SLACK_MS) });
    others.push({ sql: 'created_at <= ?::timestamptz', value: to });
  }
  if (filter.number !== undefined) {
    const number = readOrderNumber(filter.number);
    if (number) {
      ranges.push({ sql: 'id >= ?::uuid', value: uuidAt(number.fromMs) });
      ranges.push({ sql: 'id < ?::uuid', value: uuidAt(number.toMs) });
    }
    const ending = number?.ending ?? (ENDING.test(filter.number) ? filter.number.toLowerCase() : '');
    others.push({ sql: 'right(id::text, 6) = ?::text', value: ending });
  }
  return { ranges, others };
}

/** The name of the list that a filter makes, for its cursors. */
export function listNameOf({ status, ...filter }: OrderFilter & { email?: string | undefined }): string {
  const more = JSON.stringify(filter);
  const names = ['orders', status, more === '{}' ? undefined : hash('sha256', more, 'base64url')];
  return names.filter((name) => name !== undefined).join(' ');
}
