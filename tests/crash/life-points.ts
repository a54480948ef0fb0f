/** A change of an order, over HTTP. */
export interface CrashingChange {
  readonly name: 'cancellation' | 'parcel' | 'receipt';
  /** The request, with `:id` in the place of each id. */
  readonly request: string;
  /** The statements behind the lock, in the order in which they go. */
  readonly writes: readonly string[];
}

export const changes: readonly CrashingChange[] = [
  {
    name: 'cancellation',
    request: 'POST /orders/:id/cancellations',
    writes: ['order-life.write-cancellations', 'idempotency.keep-all-answers', 'stock.move'],
  },
  {
    name: 'parcel',
    request: 'POST /orders/:id/fulfillments',
    writes: ['order-life.write-fulfillments', 'idempotency.keep-answer'],
  },
  {
    name: 'receipt',
    request: 'POST /orders/:id/returns/:id/receipts',
    writes: ['order-life.write-returns', 'stock.move', 'idempotency.keep-answer'],
  },
];

/** Instants on the way of a change at which its API process may die, in the order in which they pass. */
export function pointsOf({ request, writes }: CrashingChange) {
  const before = ['order-life.lock-orders', ...writes].map((statement) => `after ${statement}`);
  // Once COMMIT is carried out the change is there, whether anybody hears of it or not.
  const behind = ['sent commit', 'after commit', `${request} answered`];
  return [
    ...before.map((event) => ({ event, isDone: false })),
    ...behind.map((event) => ({ event, isDone: true })),
  ];
}
