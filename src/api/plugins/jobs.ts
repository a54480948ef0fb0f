import fp from 'fastify-plugin';
import { type JobQueues, openQueues } from '../../jobs/queues.ts';
import { createPublisher, type Publisher } from '../../outbox/publisher.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Hands jobs to the queues after a commit; a request never waits for it. */
    jobs: Publisher;
    /** The producer's side of the queues, for dashboards and metrics. */
    queues: JobQueues;
  }
}

/** How long closing waits for rows on their way to a queue, in ms; the relay finds the rest. */
const FLUSH_WITHIN_MS = 2_000;

/** `app.jobs` and `app.queues`. Redis may be gone at any time: orders are taken all the same. */
export const jobsPlugin = fp(
  async (app) => {
    const queues = await openQueues(
      { ...app.config, applicationName: 'holdfast-api-jobs' },
      {
        onLost: (err) => app.log.warn({ err }, 'the job queues are not reachable; jobs wait in the outbox'),
        onBack: () => app.log.info('the job queues are back'),
      },
    );
    const jobs = createPublisher(queues, app.pg, {
      onLeftBehind: (rows, err) => app.log.warn({ err, rows }, 'jobs were left to the outbox relay'),
    });
    app.decorate('queues', queues);
    app.decorate('jobs', jobs);
    app.addHook('onClose', async () => {
      await jobs.flush(FLUSH_WITHIN_MS);
      await queues.close();
    });
  },
  { name: 'jobs', dependencies: ['database'] },
);
