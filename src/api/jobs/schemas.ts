import { Type } from 'typebox';
import { Choice, pageQuery, strict, Timestamp } from '../schemas.ts';

const JobState = () => Choice(['failed'] as const, { title: 'JobState', default: 'failed' });

export const JobSchema = Type.Object(
  {
    id: Type.String({ description: 'What a retry takes' }),
    state: JobState(),
    queue: Type.Union([Type.String(), Type.Null()], {
      description: 'null for a job that this version does not know',
    }),
    job: Type.String({ examples: ['order.send-confirmation-email'] }),
    subjectId: Type.Union([Type.String(), Type.Null()], {
      description: 'The order that it is about, or whatever else it may be',
    }),
    attempts: Type.Integer(),
    reason: Type.String({ description: 'One line, without addresses' }),
    failedAt: Timestamp(),
  },
  { title: 'Job' },
);

export const JobsQuery = strict({ state: Type.Optional(JobState()), ...pageQuery });

export const JobParams = strict({
  id: Type.String({
    minLength: 1,
    maxLength: 100,
    pattern: '^[\\x21-\\x7e]+$',
    description: 'Of a job that failed, or of an order for all of its jobs that did',
  }),
});

export const RetrySchema = Type.Object(
  { retried: Type.Integer({ minimum: 1, description: 'Jobs that are tried again', examples: [1] }) },
  { title: 'JobRetry', description: 'They are put back into their queues, by any worker, within seconds' },
);
