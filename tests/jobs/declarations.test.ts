import { describe, expect, it } from 'vitest';
import { jobs } from '../../src/jobs/catalogue.ts';
import { jobOptions, retryDelay } from '../../src/jobs/job-options.ts';
import { outboxRow, recordMailRow } from '../../src/outbox/enqueue.ts';

const orderId = '0198c0de-0000-7000-8000-000000000001';
const name = 'order.send-confirmation-email';

describe('a job declaration', () => {
  it('refuses a wrong payload when it comes all the same', () => {
    expect(() => outboxRow(name, { orderId: 1 } as never, { subjectId: orderId })).toThrow(
      'payload of order.send-confirmation-email is not valid',
    );
  });

  it.each([{}, { orderId: 'x' }, { orderId: 1, email: 'a@b.example' }, null, 'text', []])(
    'refuses the payload %j',
    (payload) => {
      expect(() => jobs[name].make(payload)).toThrow('is not valid');
      expect(() => jobs[name].parse(payload)).toThrow('is not valid');
    },
  );

  it('accepts what it declares', () => {
    expect(jobs[name].make({ orderId })).toEqual({ orderId });
    expect(jobs[name].parse({ orderId })).toEqual({ orderId });
  });

  it('lets nobody write a field that it does not declare, and leaves out what a newer version wrote', () => {
    const newer = { orderId, email: 'a@b.example' };
    expect(() => jobs[name].make(newer)).toThrow('is not valid');
    expect(jobs[name].parse(newer)).toEqual({ orderId });
    expect(newer).toHaveProperty('email');
  });

  it('finds a mail about what happened to an order by the order, and names what happened', () => {
    const recordId = '0198c0de-0000-7000-8000-000000000002';
    const row = recordMailRow('order.send-shipped-email', { orderId, recordId });
    expect(row).toMatchObject({ payload: { orderId, recordId }, subjectId: orderId });
    expect(() => recordMailRow('order.send-shipped-email', { orderId } as never)).toThrow('is not valid');
  });

  it.each(Object.keys(jobs) as (keyof typeof jobs)[])('%s keeps a bounded history', (job) => {
    const { removeOnComplete, removeOnFail, attempts } = jobOptions(job);
    for (const keep of [removeOnComplete, removeOnFail]) {
      expect(keep).toEqual({ count: expect.any(Number), age: expect.any(Number) });
    }
    expect(attempts).toBeGreaterThan(1);
  });
});

describe('the delay before another attempt', () => {
  it('doubles from a second up to five minutes, half of it by chance', () => {
    const longest = Array.from({ length: 12 }, (_, n) => retryDelay(name, n + 1, 1) / 1_000);
    expect(longest).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    expect(retryDelay(name, 1, 0)).toBe(500);
    expect(retryDelay(name, 400, 0)).toBe(150_000);
  });

  it('lets a mail survive an outage of its server of more than a day', () => {
    const { attempts } = jobs[name];
    const shortest = Array.from({ length: attempts - 1 }, (_, n) => retryDelay(name, n + 1, 0.5));
    expect(shortest.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThan(24 * 3_600_000);
  });
});
