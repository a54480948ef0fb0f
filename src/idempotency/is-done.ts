import type { Pool } from 'pg';
import { findAnswer } from './find-answer.ts';
import type { KeyedRequest } from './keyed-request.ts';

/** Whether this very request was done before, for who needs no more of its answer. */
export const isDone = async (pool: Pool, request: KeyedRequest): Promise<boolean> =>
  (await findAnswer(pool, request)) !== undefined;
