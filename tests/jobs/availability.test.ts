import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JobQueues, openQueues } from '../../src/jobs/queues.ts';
import { startProxy, type TcpProxy } from '../setup/proxy.ts';
import { redisUrl } from '../setup/services.ts';
import { until } from '../setup/wait.ts';

describe('queues whose Redis goes and comes', () => {
  let proxy: TcpProxy;
  let queues: JobQueues;
  const told: string[] = [];
  beforeEach(async () => {
    told.length = 0;
    proxy = await startProxy(redisUrl);
    queues = await openQueues(
      {
        redisUrl: proxy.through(redisUrl),
        databaseUrl: 'postgres://unused',
        applicationName: 'holdfast-test',
      },
      { onLost: () => told.push('lost'), onBack: () => told.push('back') },
    );
  });
  afterEach(async () => {
    await queues.close();
    await proxy.close();
  });

  it('tell of each outage once, however many tries fail meanwhile, and of its end', async () => {
    expect(queues.isReady()).toBe(true);
    for (let outage = 1; outage <= 2; outage++) {
      proxy.cut();
      await until('it is told to be lost', () => told.length === 2 * outage - 1);
      for (let n = 0; n < 5; n++) await expect(queues.areFresh()).rejects.toThrow('cannot be reached');
      proxy.restore();
      await until('it is told to be back', () => told.length === 2 * outage);
      await queues.areFresh();
    }
    expect(told).toEqual(['lost', 'back', 'lost', 'back']);
  });
});
