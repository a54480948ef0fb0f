import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { FastifyInstance } from 'fastify';
import type { QueueName } from '../../jobs/queue-names.ts';
import type { JobQueues } from '../../jobs/queues.ts';

export const boardPath = '/admin/queues';

const descriptions: Record<QueueName, string> = {
  mail: 'What customers are owed by mail',
  catalog: 'Work on the product cache',
  maintenance: 'What comes by itself: pruning, reconciliation',
};

/** Bull Board over all queues. Whoever registers it guards it. */
export async function queueBoard(app: FastifyInstance): Promise<void> {
  const serverAdapter = new FastifyAdapter();
  serverAdapter.setBasePath(boardPath);
  createBullBoard({
    serverAdapter,
    queues: adapters(app.queues),
    options: {
      uiConfig: {
        boardTitle: 'Holdfast',
        hideDocsLink: true,
        miscLinks: [{ text: 'Log out', url: '/admin/logout' }],
        jobDetails: { defaultTab: 'Data' },
      },
    },
  });
  await app.register(serverAdapter.registerPlugin(), { prefix: boardPath });
}

function adapters(queues: JobQueues): BullMQAdapter[] {
  return queues.all.map((queue) => {
    const description = descriptions[queue.name as QueueName];
    const adapter = new BullMQAdapter(queue, { description });
    adapter.setFormatter('name', (job: { name: string; data?: { orderId?: string } }) =>
      job.data?.orderId ? `${job.name} · order ${job.data.orderId}` : job.name,
    );
    return adapter;
  });
}
