import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { until } from '../setup/wait.ts';
import { backends, setUpWorkshop } from './on-backends.ts';

describe.each(backends)('a mail server that hangs, with jobs on $backend', ({ url }) => {
  const on = setUpWorkshop(url);

  it('holds no job for longer than an attempt may take: it is tried again, and others have their turn', async () => {
    const silent = new Set<Socket>();
    const server = createServer((socket) => void silent.add(socket.on('error', () => {})));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const placed = [await on.shop.placeOrder(), await on.shop.placeOrder()];
    await on.shop.startWorkers(
      on.shop.processors(`smtp://127.0.0.1:${port}`),
      { concurrency: { mail: 1 } },
      { timeoutMs: 100 },
    );
    await on.queues.addBulk(placed.map(({ row }) => row));
    for (const { row } of placed) {
      await until('it was stopped and waits for another attempt', async () => {
        const job = await on.jobOf(row.id);
        return job.attemptsMade > 0 && job.failedReason?.includes('took too long');
      });
      expect((await on.shop.message(row.id)).settled_at).toBeNull();
    }
    await on.shop.endTest();
    for (const socket of silent) socket.destroy();
    server.close();
  });
});
