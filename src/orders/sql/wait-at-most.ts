import type { Statement } from '../../database/statement.ts';

/** How long somebody's lock is waited for where all others of a transaction wait along. */
export const WAIT_OF_MANY = '1s';

/** $1 text: an interval. How long each lock is waited for, until the transaction ends. */
export const waitAtMost: Statement = {
  name: 'orders.wait-at-most',
  text: `select set_config('lock_timeout', $1, true)`,
};
