import type { Statement } from '../../database/statement.ts';

/** $1 text: an interval. How long each lock is waited for, until the transaction ends. */
export const waitAtMost: Statement = {
  name: 'orders.wait-at-most',
  text: `select set_config('lock_timeout', $1, true)`,
};
