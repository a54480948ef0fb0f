import type { QueryResultRow } from 'pg';
import { bigint, text, uuid } from '../database/column-types.ts';
import type { Step } from '../database/statement.ts';
import { lockHash } from '../idempotency/keyed-request.ts';
import { type ClaimRow, claimKeys } from '../idempotency/sql/claim-keys.ts';
import { type KeyRow, readKeys } from '../idempotency/sql/read-keys.ts';
import { WITHDRAWN_STATUS } from '../idempotency/withdrawn.ts';
import type { PlaceOrderCommand, PlaceOrderOutcome } from './outcome.ts';

/** What it takes to settle Idempotency-Keys: reads for a transaction, and what their rows mean. */
export interface KeySettlement {
  reads: readonly Step[];
  /**
   * Commands that need no new order, by index: their key was used before (its answer again, or refused when it
   * was another request), or another transaction works on it.
   *
   * @param rows of `reads`
   */
  settle(rows: readonly QueryResultRow[][]): Map<number, PlaceOrderOutcome>;
}

/** Claims the Idempotency-Keys of `commands` until the transaction ends, without waiting, and settles them. */
export function settleKeys(commands: readonly PlaceOrderCommand[]): KeySettlement {
  const keyed = commands.flatMap(({ userId, idempotency }, index) =>
    idempotency ? [{ index, userId, ...idempotency, hash: lockHash(userId, idempotency.key) }] : [],
  );
  if (keyed.length === 0) return { reads: [], settle: () => new Map() };
  return {
    reads: [
      { statement: claimKeys, values: [bigint.array([...new Set(keyed.map((k) => k.hash))])] },
      // Read after the claim and in a statement of its own: whoever held the key before has committed by now.
      {
        statement: readKeys,
        values: [uuid.array(keyed.map((k) => k.userId)), text.array(keyed.map((k) => k.key))],
      },
    ],
    settle([claims = [], used = []]) {
      const refused = new Set((claims as ClaimRow[]).map((row) => row.hash));
      const answers = new Map(
        (used as KeyRow[]).filter((row) => row.live).map((row) => [`${row.user_id} ${row.key}`, row]),
      );
      const settled = new Map<number, PlaceOrderOutcome>();
      if (refused.size === 0 && answers.size === 0) return settled;
      for (const { index, userId, key, fingerprint, hash } of keyed) {
        const answer = answers.get(`${userId} ${key}`);
        if (answer) settled.set(index, outcomeOf(answer, fingerprint));
        else if (refused.has(hash.toString())) settled.set(index, { kind: 'idempotency_in_progress' });
      }
      return settled;
    },
  };
}

function outcomeOf(answer: KeyRow, fingerprint: Buffer): PlaceOrderOutcome {
  if (!answer.fingerprint.equals(fingerprint)) return { kind: 'idempotency_key_reused' };
  if (answer.status === WITHDRAWN_STATUS) return { kind: 'not_found' };
  return { kind: 'replayed', orderId: answer.order_id, status: answer.status, body: answer.body };
}
