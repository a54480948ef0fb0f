import type { ErasureRow } from './sql/erasures.ts';

/** An erasure as whoever asked for it sees it. */
export interface ErasureView {
  id: string;
  customerId: string;
  /** ISO 8601, UTC. */
  requestedAt: string;
  /** When nothing was left; null while it is under way. */
  completedAt: string | null;
}

export const viewOfErasure = ({ id, customerId, requested_ms, completed_ms }: ErasureRow): ErasureView => ({
  id,
  customerId,
  requestedAt: new Date(requested_ms).toISOString(),
  completedAt: completed_ms === null ? null : new Date(completed_ms).toISOString(),
});
