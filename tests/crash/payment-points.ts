/**
 * Instants on the way of a payment at which a process may die, in the order in which they pass. docs/payments.md has
 * the same names.
 */
export const paymentRows = [
  'operation written, not committed',
  'committed, provider not told',
  'provider did it, answer not read',
  'answer read, not folded',
  'folded, what follows not published',
  'webhook kept, not answered',
  'webhook answered, not folded',
] as const;

/** What is there when the process is dead, before anything is started again. */
export interface LeftMoney {
  /** State of the operation, or whether the webhook is settled. */
  operation: 'none' | 'REQUESTED' | 'SENT' | 'SUCCEEDED' | 'kept' | 'settled';
  /** Whether the provider did it. */
  done: boolean;
  /** Whether the order knows. */
  folded: boolean;
}

export interface PaymentPoint {
  row: (typeof paymentRows)[number];
  change: 'begin' | 'capture' | 'void' | 'refund' | 'webhook';
  /** Who dies: the API process that has the request, or the worker that has its job. */
  who: 'api' | 'worker';
  /** What `preload.ts` sees at this instant. */
  event: string;
  leaves: LeftMoney;
  /** The provider answers 500 after doing it. */
  fails?: true;
}

/** Requests on whose way an API process dies, with `:id` in the place of each id. */
export const requests = {
  begin: 'POST /orders/:id/payments',
  capture: 'POST /orders/:id/payments/:id/captures',
  void: 'POST /orders/:id/cancellations',
  refund: 'POST /orders/:id/refunds',
  webhook: 'POST /payment-webhooks/stripe',
} as const;

const folding = 'commit of payments.write-money';
/** With a refund it is looked whether the order has an invoice, last of all. */
const foldingRefund = 'commit of invoices.find-of-order';
const left = (operation: LeftMoney['operation'], done = true, folded = false): LeftMoney => ({
  operation,
  done,
  folded,
});

const point = (
  [change, row, who, event]: [PaymentPoint['change'], number, PaymentPoint['who'], string],
  leaves: LeftMoney,
): PaymentPoint => ({ change, row: paymentRows[row - 1]!, who, event, leaves });

const intents = '/v1/payment_intents/:id';

export const paymentPoints: readonly PaymentPoint[] = [
  point(['begin', 1, 'api', 'before commit of order-payments.begin-paying'], left('none', false)),
  point(['begin', 2, 'api', 'after commit of order-payments.begin-paying'], left('REQUESTED', false)),
  point(['begin', 3, 'api', 'answer to POST /v1/checkout/sessions'], left('SENT')),
  point(['begin', 4, 'api', `before ${folding}`], left('SENT')),
  point(['begin', 5, 'api', `after ${folding}`], left('SUCCEEDED', true, true)),
  { ...point(['capture', 3, 'worker', `answer to POST ${intents}/capture`], left('SENT')), fails: true },
  point(['capture', 5, 'worker', `after ${folding}`], left('SUCCEEDED', true, true)),
  point(['void', 3, 'worker', `answer to POST ${intents}/cancel`], left('SENT')),
  point(['refund', 1, 'api', 'before commit of idempotency.keep-answer'], left('none', false)),
  point(['refund', 2, 'api', 'after commit of idempotency.keep-answer'], left('REQUESTED', false)),
  point(['refund', 3, 'worker', 'answer to POST /v1/refunds'], left('SENT')),
  point(['refund', 4, 'worker', `before ${foldingRefund}`], left('SENT')),
  point(['refund', 5, 'worker', `after ${foldingRefund}`], left('SUCCEEDED', true, true)),
  point(['webhook', 6, 'api', 'after order-payments.keep-messages'], left('kept')),
  point(['webhook', 7, 'api', `${requests.webhook} answered`], left('kept')),
  point(['webhook', 7, 'worker', `answer to GET ${intents}`], left('kept')),
  point(['webhook', 5, 'worker', `after ${folding}`], left('kept', true, true)),
];
