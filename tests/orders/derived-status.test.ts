import { describe, expect, test } from 'vitest';
import { fulfillmentStatus, paymentStatus, returnStatus } from '../../src/orders/derived-status.ts';

const item = (quantity: number, cancelled: number, fulfilled: number, returned = 0) => ({
  quantity,
  cancelled,
  fulfilled,
  returned,
});

describe('what an order is said to be follows from its quantities and amounts', () => {
  test.each([
    ['UNFULFILLED', [item(5, 0, 0)]],
    ['UNFULFILLED', [item(5, 5, 0)]],
    ['PARTIALLY_FULFILLED', [item(5, 2, 2)]],
    ['PARTIALLY_FULFILLED', [item(5, 0, 5), item(1, 0, 0)]],
    ['FULFILLED', [item(5, 3, 2)]],
    ['FULFILLED', [item(5, 0, 5), item(1, 1, 0)]],
  ])('%s', (status, items) => expect(fulfillmentStatus(items)).toBe(status));

  test.each([
    ['NONE', [item(5, 0, 5)], false],
    ['REQUESTED', [item(5, 0, 5)], true],
    ['PARTIALLY_RETURNED', [item(5, 0, 5, 3)], false],
    ['PARTIALLY_RETURNED', [item(5, 0, 5, 5), item(1, 0, 1)], true],
    ['PARTIALLY_RETURNED', [item(5, 0, 2, 2)], false],
    ['RETURNED', [item(5, 3, 2, 2), item(1, 1, 0)], false],
  ] as const)('%s', (status, items, isAwaited) => expect(returnStatus(items, isAwaited)).toBe(status));

  test.each<[string, number, number, number, number, number?]>([
    ['NOT_REQUIRED', 0, 0, 0, 0],
    ['UNPAID', 500, 0, 0, 0],
    ['AUTHORIZED', 500, 500, 0, 0],
    ['PARTIALLY_PAID', 500, 500, 200, 0],
    ['PAID', 500, 500, 500, 0],
    ['OVERPAID', 500, 500, 600, 0],
    ['PARTIALLY_REFUNDED', 500, 500, 500, 200],
    ['REFUNDED', 500, 500, 500, 500],
    // What was cancelled before it was paid is not due.
    ['UNPAID', 500, 0, 0, 0, 500],
    ['AUTHORIZED', 500, 500, 0, 0, 200],
    ['PARTIALLY_PAID', 500, 0, 200, 0, 200],
    ['PAID', 500, 0, 300, 0, 200],
    ['OVERPAID', 500, 0, 500, 0, 200],
    ['PARTIALLY_REFUNDED', 500, 0, 300, 100, 200],
    ['REFUNDED', 500, 0, 300, 300, 200],
  ])('%s', (status, total, authorized, captured, refunded, notDue = 0) =>
    expect(paymentStatus({ total, notDue, authorized, captured, refunded })).toBe(status),
  );
});
