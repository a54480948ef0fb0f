/** A change of an order, over HTTP. */
export interface CrashingChange {
  readonly name: 'cancellation' | 'parcel' | 'receipt';
  /** The request, with `:id` in the place of each id. */
  readonly request: string;
  /** The statement that writes it, and whether stock moves. */
  readonly write: string;
  readonly movesStock: boolean;
}

export const changes: readonly CrashingChange[] = [
  {
    name: 'cancellation',
    request: 'POST /orders/:id/cancellations',
    write: 'order-life.write-cancellations',
    movesStock: true,
  },
  {
    name: 'parcel',
    request: 'POST /orders/:id/fulfillments',
    write: 'order-life.write-fulfillments',
    movesStock: false,
  },
  {
    name: 'receipt',
    request: 'POST /orders/:id/returns/:id/receipts',
    write: 'order-life.write-returns',
    movesStock: true,
  },
];

/** Instants on the way of a change at which its API process may die, in the order in which they pass. */
export function pointsOf({ request, write, movesStock }: CrashingChange) {
  const before = [
    'after order-life.lock-orders',
    `after ${write}`,
    ...(movesStock ? ['after stock.move'] : []),
    'after idempotency.keep-answer',
  ];
  // COMMIT is with the kernel: it is committed, whether anybody hears of it or not.
  const behind = ['sent commit', 'after commit', `${request} answered`];
  return [
    ...before.map((event) => ({ event, isDone: false })),
    ...behind.map((event) => ({ event, isDone: true })),
  ];
}
