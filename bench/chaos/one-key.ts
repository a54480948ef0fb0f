import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { fillCarts, tokenOf, userId } from '../setup/fill.ts';

export interface OneKeyFigures {
  rounds: number;
  /** Rounds that made exactly one order. */
  oneOrder: number;
  /** Rounds in which everybody got the same bytes and Location with 201, and all but one learned it is a replay. */
  equalAnswers: number;
}

/** In each round one customer sends one order, `requests` times at once under one key, to the processes in turn. */
export async function oneKeyRounds(
  apis: readonly string[],
  pool: Pool,
  rounds: number,
  requests: number,
): Promise<OneKeyFigures> {
  await fillCarts(pool, rounds, 1, 1);
  const figures: OneKeyFigures = { rounds, oneOrder: 0, equalAnswers: 0 };
  for (let round = 1; round <= rounds; round++) {
    const headers = { authorization: `Bearer ${tokenOf(round)}`, 'idempotency-key': randomUUID() };
    const began = new Date();
    const answers = await Promise.all(
      Array.from({ length: requests }, async (_, n) => {
        const answer = await fetch(`${apis[n % apis.length]}/orders`, { method: 'POST', headers });
        const replayed = answer.headers.get('idempotent-replayed') === 'true';
        return {
          replayed,
          said: `${answer.status} ${answer.headers.get('location')} ${await answer.text()}`,
        };
      }),
    );
    const [said] = answers;
    const firsts = answers.filter((answer) => !answer.replayed).length;
    const equal = answers.every((answer) => answer.said === said?.said);
    if (equal && firsts === 1 && said?.said.startsWith('201 ')) figures.equalAnswers++;
    const { rows } = await pool.query<{ orders: number }>(
      'select count(*)::int as orders from orders where user_id = $1 and created_at >= $2',
      [userId(round), began],
    );
    if (rows[0]?.orders === 1) figures.oneOrder++;
  }
  return figures;
}
