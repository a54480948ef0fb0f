import type { Pool, PoolClient } from 'pg';
import { type AnsweredRow, findAnswered, withdrawAnswers } from '../order-life/sql/withdraw-answers.ts';

/** Withdraws what was kept of answers about these orders, whoever asked: buyers of before a claim, and who works here. */
export async function withdrawAnswersAbout(client: Pool | PoolClient, orderIds: readonly string[]) {
  const { rows } = await client.query<AnsweredRow>({ ...findAnswered, values: [orderIds] });
  if (rows.length === 0) return;
  await client.query({ ...withdrawAnswers, values: [orderIds, rows.map(({ id }) => id)] });
}
