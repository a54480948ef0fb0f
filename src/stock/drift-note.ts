import type { Pool } from 'pg';
import { readSharedState, type SharedState, writeSharedState } from '../jobs/shared-state.ts';

/** What the last reconciliation of stock, ledger and orders found. */
export interface DriftNote {
  /** Products that disagree. */
  readonly products: number;
  /** The first of them. */
  readonly skus: readonly string[];
  /** Orders that their records contradict. Undefined: the release before compared. */
  readonly orders?: number;
}

const NAME = 'ledger.reconcile-stock';

/** Leaves it for every process and for operators. */
export const writeDriftNote = (pool: Pool, note: DriftNote): Promise<void> =>
  writeSharedState(pool, NAME, note);

/** @returns undefined before the first reconciliation */
export const readDriftNote = (pool: Pool): Promise<SharedState<DriftNote> | undefined> =>
  readSharedState(pool, NAME);
