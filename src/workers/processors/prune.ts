import type { Pool } from 'pg';
import { pruneFeed } from '../../events/sql/prune-feed.ts';
import type { ScheduledJobName } from '../../jobs/catalogue.ts';
import { writeSharedState } from '../../jobs/shared-state.ts';
import { pruneLinks } from '../../links/prune-links.ts';
import { pruneFailed, pruneSettled } from '../../outbox/sql/prune-outbox.ts';
import { pruneDeliveries, pruneReplays } from '../../webhooks/prune-deliveries.ts';
import { inBatches } from '../in-batches.ts';
import type { Attempt, Processor } from '../processor.ts';
import { pruneIdempotencyKeys } from '../sql/prune-idempotency-keys.ts';
import { pruneRefreshTokens } from '../sql/prune-refresh-tokens.ts';

export interface PruneContext {
  pool: Pool;
  outboxRetentionDays: number;
}

/** Rows in one statement: some tens of milliseconds. */
const SIZE = 2_000;
/** Statements in one run: a million rows; a shop that writes more in five minutes catches up at night. */
const MOST = 500;
/** Who has not asked for another try in this time never will. Never shorter than the retention. */
const FAILED_RETENTION_DAYS = 90;

/** Removing is safe to run twice at once (rows that are locked are left alone) and to die in the middle of. */
export function prune({ pool, outboxRetentionDays }: PruneContext) {
  const run = async (
    job: ScheduledJobName,
    { signal, log }: Attempt,
    ...steps: ((limit: number) => Promise<number>)[]
  ): Promise<void> => {
    let removed = 0;
    for (const step of steps) removed += await inBatches({ size: SIZE, most: MOST, signal }, step);
    await writeSharedState(pool, job, { removed });
    if (removed > 0) log.info({ removed }, 'pruned');
  };
  return {
    'idempotency.prune-keys': (_, attempt) =>
      run('idempotency.prune-keys', attempt, (limit) => pruneIdempotencyKeys(pool, limit)),
    'outbox.prune-messages': (_, attempt) =>
      run(
        'outbox.prune-messages',
        attempt,
        (limit) => pruneSettled(pool, outboxRetentionDays, limit),
        (limit) => pruneFailed(pool, Math.max(FAILED_RETENTION_DAYS, outboxRetentionDays), limit),
      ),
    'events.prune': (_, attempt) =>
      run(
        'events.prune',
        attempt,
        (limit) => pruneDeliveries(pool, limit),
        (limit) => pruneReplays(pool, limit),
        (limit) => pruneFeed(pool, limit),
      ),
    'account.prune-mailed-links': (_, attempt) =>
      run('account.prune-mailed-links', attempt, (limit) => pruneLinks(pool, limit)),
    'account.prune-refresh-tokens': (_, attempt) =>
      run('account.prune-refresh-tokens', attempt, (limit) => pruneRefreshTokens(pool, limit)),
  } satisfies { [Name in ScheduledJobName]?: Processor<Name> };
}
