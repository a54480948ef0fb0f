import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PoolClient } from 'pg';
import { withTimeout } from '../../async/timeout.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import { inTransaction } from '../../database/in-transaction.ts';
import { Problem } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { decodeCursor, encodeCursor, InvalidCursor } from '../../lists/cursor.ts';
import { type FailedJob, listFailedJobs } from '../../outbox/list-failed-jobs.ts';
import { retryFailed } from '../../outbox/retry-failed.ts';
import { answerOnce } from '../answer-once.ts';
import { operatorOf } from '../audit/audit-trail.ts';
import { EXAMPLE_ID, Page, problemResponses } from '../schemas.ts';
import { JobParams, JobSchema, JobsQuery, RetrySchema } from './schemas.ts';

/** A queue that hangs keeps nobody from what PostgreSQL knows for longer, in ms. */
const QUEUES_WITHIN_MS = 2_000;
const LIST = 'failed jobs';

/** What `npm run jobs` tells and does, for a back office. */
export const jobRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Jobs'];
  const config = { access: 'jobs:write' } as const;
  const queues = () => (app.queues.isReady() ? app.queues : undefined);

  app.get(
    '/jobs',
    {
      config,
      schema: {
        tags,
        operationId: 'listJobs',
        summary: 'List jobs that failed for good',
        description:
          'The latest first. While the queues cannot be reached it shows those that a change of the shop owes.',
        querystring: JobsQuery,
        response: {
          200: Page(JobSchema, 'JobPage'),
          ...problemResponses('invalid_cursor', 'validation_failed'),
        },
      },
    },
    async ({ query: { limit, cursor } }) => {
      const before = cursor === undefined ? undefined : positionOf(cursor);
      const read = (from: ReturnType<typeof queues>) => listFailedJobs(app.pg, from, limit + 1, before);
      const reachable = queues();
      const found = await (reachable
        ? withTimeout(QUEUES_WITHIN_MS, read(reachable)).catch(() => read(undefined))
        : read(undefined));
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return {
        items: page.map(({ isOwed, failedAt, ...job }) => ({
          ...job,
          state: 'failed' as const,
          failedAt: failedAt.toISOString(),
        })),
        nextCursor: last ? cursorAt(last) : null,
      };
    },
  );

  app.post(
    '/jobs/:id/retries',
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'retryJob',
        summary: 'Try a job again',
        description: 'Gives a job that failed for good all of its attempts anew.',
        params: JobParams,
        response: { 201: RetrySchema, ...problemResponses('not_found', 'unavailable') },
      },
    },
    async (request, reply) => {
      const transact = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, work);
      const { body } = await answerOnce(request, reply, transact, async (client) => {
        const retried = await retryFailed(client, queues(), request.params.id);
        const { id } = request.params;
        if (retried > 0) {
          const change = { subject: { type: 'job', id }, after: { retried } };
          await recordAudit(client, operatorOf(request), change);
          return { reference: newId(), view: { retried }, result: { retried } };
        }
        if (!queues()) throw new Problem('unavailable', 'The job queues cannot be reached');
        throw new Problem('not_found', 'No job that failed for good has this id');
      });
      return reply.send(body as never);
    },
  );
};

function cursorAt({ failedAt, id, isOwed }: FailedJob): string {
  return encodeCursor({
    sort: LIST,
    value: `${failedAt.getTime()} ${isOwed ? '' : id}`,
    id: isOwed ? id : EXAMPLE_ID,
  });
}

/** @throws {InvalidCursor} */
function positionOf(cursor: string): Pick<FailedJob, 'failedAt' | 'id' | 'isOwed'> {
  const { value, id } = decodeCursor(cursor, LIST, 'string');
  const [, ms, inQueue = ''] = /^(\d{1,15}) ([\x21-\x7e]*)$/.exec(String(value)) ?? [];
  if (ms === undefined) throw new InvalidCursor();
  const isOwed = inQueue === '';
  return { failedAt: new Date(Number(ms)), id: isOwed ? id : inQueue, isOwed };
}
