/**
 * How PostgreSQL plans for statements that find every row by a key: a plan that scans a table is always wrong for
 * them. Yet on tables that were empty when the session made its plans, foreign-key checks scan until statistics exist,
 * and a new shop's first busy hour slows down by the minute (docs/decisions.md has the measurement). Generic plans spare
 * planning arrays again for every batch.
 */
export const lookUps = {
  enable_seqscan: 'off',
  // A merge or hash join reads a whole index where a nested loop looks up the few rows that are wanted.
  enable_mergejoin: 'off',
  enable_hashjoin: 'off',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
};
