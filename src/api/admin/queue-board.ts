import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { FastifyInstance } from 'fastify';
import type { QueueName } from '../../jobs/queue-names.ts';
import type { JobQueues } from '../../jobs/queues.ts';
import { orderNumber } from '../../orders/order-number.ts';
import { boardPage } from './board-page.ts';
import { boardPath } from './board-path.ts';
import { jobLabel, orderOfJob, orderPath } from './job-labels.ts';

const descriptions: Record<QueueName, string> = {
  mail: 'What customers are owed by mail',
  catalog: 'Work on the product cache',
  payments: 'What payment providers are to do, and what they told',
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
        miscLinks: [
          { text: 'Overview', url: '/admin' },
          { text: 'Find an order', url: '/admin/orders' },
          { text: 'Log out', url: '/admin/logout' },
        ],
        // Whoever opens a job of a queue mostly wants to know why it failed.
        jobDetails: { defaultTab: 'Error' },
      },
    },
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
    return isPage && typeof payload === 'string' ? boardPage(payload) : payload;
  });
  await app.register(serverAdapter.registerPlugin(), { prefix: boardPath });
}

function adapters(queues: JobQueues): BullMQAdapter[] {
  return queues.all.map((queue) => {
    const adapter = new BullMQAdapter(queue, {
      description: descriptions[queue.name as QueueName],
      displayName: queue.name[0]!.toUpperCase() + queue.name.slice(1),
      externalJobUrl: (job) => linkToOrder(job.data) as { href: string },
    });
    adapter.setFormatter('name', jobLabel);
    return adapter;
  });
}

/** On the card of a job that is about an order; none where it is not. */
function linkToOrder(data: unknown): { href: string; displayText: string } | undefined {
  const orderId = orderOfJob(data);
  return orderId ? { href: orderPath(orderId), displayText: `Order ${orderNumber(orderId)}` } : undefined;
}
