import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { backends, setUpWorkshop } from './on-backends.ts';

const entryPoint = fileURLToPath(new URL('./worker-process.ts', import.meta.url));

/** A worker in a process of its own that loses its jobs to others within a second of its end. */
async function startProcess(...settings: [databaseUrl: string, url: string, smtpUrl: string, fate: string]) {
  const child: ChildProcess = fork(entryPoint, settings, {
    execArgv: ['--import', 'tsx'],
  });
  await once(child, 'message');
  return child;
}

describe.each(backends)('a worker killed in the middle of a mail, with jobs on $backend', ({ url }) => {
  const on = setUpWorkshop(url);

  it('loses it to another worker, which delivers it', async () => {
    const hold = on.mailServer.holdData();
    const { orderId, row } = await on.shop.placeOrder();
    const start = (fate: string) =>
      startProcess(on.shop.settings.databaseUrl, url ?? '', on.mailServer.url, fate);
    const children = [await start('dies')];
    await on.queues.addBulk([row]);
    await hold.started;
    children.push(await start('survives'));
    children[0]!.kill('SIGKILL');
    await once(children[0]!, 'exit');
    hold.release();
    await on.settled(row.id);
    expect(await on.shop.delivery(orderId)).toMatchObject({
      attempts: 2,
      handed_over_at: expect.any(String),
    });
    children[1]!.kill('SIGKILL');
    await once(children[1]!, 'exit');
  });
});
