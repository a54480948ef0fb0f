import { withTimeout } from '../../../async/timeout.ts';
import { isJobName, jobs } from '../../../jobs/catalogue.ts';
import { type JobQueues, jobIdOf } from '../../../jobs/queues.ts';
import type { MessageRecord } from '../../../outbox/sql/find-messages.ts';
import { jobPath } from '../job-labels.ts';

export interface JobState {
  /** BullMQ's word; `gone` when the queue has forgotten it, `unknown` when it cannot be asked. */
  state: string;
  attempts: number;
  reason: string | undefined;
  /** Its page in Bull Board, where there is one. */
  path: string | undefined;
}

/** How long the queues may take to answer, in ms. */
const TIMEOUT_MS = 1_000;

/** What became of the job behind an outbox message. Never fails. */
export async function stateOfJob(queues: JobQueues, message: MessageRecord): Promise<JobState> {
  const nothing = { attempts: 0, reason: undefined, path: undefined };
  if (!queues.isReady() || !isJobName(message.job)) return { state: 'unknown', ...nothing };
  const queue = queues.get(jobs[message.job].queue);
  const jobId = jobIdOf(message.id);
  const ask = async (): Promise<JobState> => {
    const [job, state] = await Promise.all([queue.getJob(jobId), queue.getJobState(jobId)]);
    if (!job) return { state: 'gone', ...nothing };
    const path = jobPath(queue.name, jobId);
    return { state, attempts: job.attemptsMade, reason: job.failedReason || undefined, path };
  };
  return withTimeout(TIMEOUT_MS, ask()).catch(() => ({ state: 'unknown', ...nothing }));
}
