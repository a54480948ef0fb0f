import type { Entry, Operation } from '../../../payments/money-state.ts';

/** What a provider says has happened, in the words of who works with it. */
export const entryWords: Record<Entry['kind'], string> = {
  ACTION_REQUIRED: 'Waits for the customer',
  PROCESSING: 'Their bank works on it',
  AUTHORIZED: 'Held',
  CAPTURED: 'Paid',
  VOIDED: 'Ended, nothing is held any more',
  FAILED: 'Declined',
  EXPIRED: 'Ran out',
  REFUNDED: 'Paid back',
  REFUND_FAILED: 'Refund failed',
  CHARGEBACK: 'Taken back by their bank',
  CHARGEBACK_WON: 'Their bank gave it back',
};

/** What a provider was asked for. */
export const operationWords: Record<Operation['kind'], string> = {
  CREATE: 'Beginning',
  CAPTURE: 'Capture',
  VOID: 'End',
  REFUND: 'Refund',
};

/** Why money is given back, where the shop decided it by itself. */
const reasonWords: Readonly<Record<string, string>> = {
  cancellation: 'units were cancelled',
  return: 'units came back',
  surplus: 'more had come than the order costs',
};

export function reasonOf({ reason }: Pick<Operation, 'reason'>): string {
  return reason === null ? '' : (reasonWords[reason] ?? reason);
}
