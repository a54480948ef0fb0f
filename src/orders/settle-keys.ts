import { createHash } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import type { PlaceOrderCommand, PlaceOrderOutcome } from './outcome.ts';
import { type ClaimRow, claimKeys } from './sql/claim-keys.ts';
import { type KeyRow, readKeys } from './sql/read-keys.ts';
import { run } from './sql/statement.ts';

/**
 * Claims the Idempotency-Keys of `commands` until the transaction ends, and settles those that need no new
 * order: used before (its answer again, or refused when it was another request), or being worked on by
 * another transaction. Never waits.
 */
export async function settleKeys(
  client: ClientBase,
  commands: readonly PlaceOrderCommand[],
): Promise<Map<number, PlaceOrderOutcome>> {
  const settled = new Map<number, PlaceOrderOutcome>();
  const keyed = commands.flatMap((command, index) =>
    command.idempotency
      ? [
          {
            index,
            userId: command.userId,
            ...command.idempotency,
            hash: lockHash(command.userId, command.idempotency.key),
          },
        ]
      : [],
  );
  if (keyed.length === 0) return settled;

  const hashes = [...new Set(keyed.map((k) => k.hash))];
  const claims = await run<ClaimRow>(client, claimKeys, [hashes]);
  const claimed = new Set(claims.filter((row) => row.claimed).map((row) => row.hash));
  // Read after the claim and in a statement of its own: whoever held the key before has committed by now.
  const used = await run<KeyRow>(client, readKeys, [keyed.map((k) => k.userId), keyed.map((k) => k.key)]);
  const answers = new Map(used.filter((row) => row.live).map((row) => [`${row.user_id} ${row.key}`, row]));

  for (const { index, userId, key, fingerprint, hash } of keyed) {
    const answer = answers.get(`${userId} ${key}`);
    if (answer && !answer.fingerprint.equals(fingerprint))
      settled.set(index, { kind: 'idempotency_key_reused' });
    else if (answer) {
      settled.set(index, {
        kind: 'replayed',
        orderId: answer.order_id,
        status: answer.status,
        body: answer.body,
      });
    } else if (!claimed.has(hash)) settled.set(index, { kind: 'idempotency_in_progress' });
  }
  return settled;
}

/** Whether a key stands for an answer to another request than this one. */
export async function isKeyOfOther(
  pool: Pool,
  userId: string,
  key: string,
  fingerprint: Buffer,
): Promise<boolean> {
  const { rows } = await pool.query<KeyRow>({ ...readKeys, values: [[userId], [key]] });
  return rows[0]?.live === true && !rows[0].fingerprint.equals(fingerprint);
}

/** 64 bits of SHA-256, signed, as PostgreSQL's advisory locks take them. Two keys in one lock only wait. */
function lockHash(userId: string, key: string): string {
  return createHash('sha256').update(`${userId} ${key}`).digest().readBigInt64BE(0).toString();
}
