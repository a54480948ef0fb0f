import { describe, expect, it } from 'vitest';
import { Abandoned } from '../../src/async/abandoned.ts';
import { Overloaded } from '../../src/batching/batcher.ts';
import { until } from '../setup/wait.ts';
import { harness } from './harness.ts';

describe('natural batching', () => {
  it('begins at once with a batch of one when nothing is in flight', async () => {
    const { batcher, begun } = harness();
    const answer = batcher.submit('a');
    expect(begun.map((b) => b.items)).toEqual([['a']]);
    begun[0]?.end();
    expect(await answer).toBe('done a');
  });

  it('lets everyone who waited go together, up to the limit, in order of arrival', async () => {
    const { batcher, begun, settle } = harness({ maxItems: 3 });
    const answers = ['a', 'b', 'c', 'd', 'e'].map((item) => batcher.submit(item));
    expect(begun).toHaveLength(1);
    begun[0]?.end();
    await settle();
    expect(begun[1]?.items).toEqual(['b', 'c', 'd']);
    begun[1]?.end();
    await settle();
    begun[2]?.end();
    expect(await Promise.all(answers)).toEqual(['done a', 'done b', 'done c', 'done d', 'done e']);
  });

  it('gives each batch its own fate: an error reaches its items and no others', async () => {
    const { batcher, begun, settle } = harness();
    const first = batcher.submit('a');
    const second = batcher.submit('b');
    begun[0]?.end(new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    await settle();
    begun[1]?.end();
    expect(await second).toBe('done b');
  });

  it('keeps no slot for a batch that could not even begin', async () => {
    for (const pace of [{}, { pauseMs: 1 }]) {
      let calls = 0;
      const run = () => {
        if (++calls === 1) throw new Error('at once');
        return Promise.resolve(['done']);
      };
      const { batcher } = harness({ maxItems: 1, run, ...pace });
      const refused = batcher.submit('a');
      const next = batcher.submit('b');
      await expect(refused).rejects.toThrow('at once');
      expect(await next).toBe('done');
    }
  });
});

describe('a batch that gives too few outcomes', () => {
  it('leaves nobody waiting: who got none is told so', async () => {
    const { batcher } = harness({ run: async (items) => items.slice(1).map((item) => `done ${item}`) });
    await expect(batcher.submit('a')).rejects.toThrow('no outcome');
    expect([batcher.waiting, batcher.inFlight]).toEqual([0, 0]);
  });
});

describe('several slots', () => {
  it('never hold batches that touch the same thing, and nobody is overtaken for it', async () => {
    const { batcher, begun, settle } = harness({ slots: 2, maxItems: 1 });
    const end = async (items: string) => {
      begun.find((batch) => batch.items[0] === items)?.end();
      await settle();
    };
    const order = () => begun.map((batch) => batch.items[0]);
    for (const item of ['start', 'a', 'a+b', 'c', 'b', 'd']) void batcher.submit(item);
    await settle();
    // The first began without inspection, so it may touch anything and runs alone.
    expect(order()).toEqual(['start']);
    await end('start');
    expect(order()).toEqual(['start', 'a', 'c']);
    // a+b waits for a, b behind a+b; d is free to go.
    await end('c');
    expect(order()).toEqual(['start', 'a', 'c', 'd']);
    await end('a');
    expect(order().slice(4)).toEqual(['a+b']);
    await end('d');
    expect(order().slice(4)).toEqual(['a+b']);
    await end('a+b');
    expect(order().slice(4)).toEqual(['a+b', 'b']);
  });

  it('are for a crowd: fewer go with the next batch', async () => {
    const { batcher, begun, settle } = harness({ slots: 2, fewestBeside: 3 });
    void batcher.submit('a');
    for (const item of ['b', 'c']) void batcher.submit(item);
    await settle();
    expect(begun.map(({ items }) => items)).toEqual([['a']]);
    begun[0]?.end();
    await settle();
    expect(begun[1]?.items).toEqual(['b', 'c']);
    for (const item of ['d', 'e', 'f']) void batcher.submit(item);
    await settle();
    expect(begun[2]?.items).toEqual(['d', 'e', 'f']);
  });

  it('serve few as well, where what is in flight takes long', async () => {
    const { batcher, begun } = harness({ slots: 2, fewestBeside: 3 });
    for (const item of ['a', 'b']) void batcher.submit(item);
    await until('the second has begun', () => begun[1]?.items[0] === 'b');
  });

  it('make progress where inspection fails: what is unknown runs alone', async () => {
    const { batcher, begun, settle } = harness({
      slots: 2,
      inspect: () => Promise.reject(new Error('gone')),
    });
    void batcher.submit('a');
    const waiting = batcher.submit('b');
    await settle();
    expect(begun).toHaveLength(1);
    begun[0]?.end();
    await settle();
    begun[1]?.end();
    expect(await waiting).toBe('done b');
  });
});

describe('bounded waiting', () => {
  it('refuses at once who comes when the line is full', async () => {
    const { batcher } = harness({ maxWaiting: 1 });
    void batcher.submit('a');
    void batcher.submit('b');
    await expect(batcher.submit('c')).rejects.toBeInstanceOf(Overloaded);
  });

  it('refuses who waited too long, and never begins that work', async () => {
    const { batcher, begun, settle } = harness({ maxWaitMs: 5 });
    void batcher.submit('a');
    await expect(batcher.submit('b')).rejects.toBeInstanceOf(Overloaded);
    begun[0]?.end();
    await settle();
    expect(begun).toHaveLength(1);
  });

  it('begins nothing for somebody who is gone already', async () => {
    const { batcher, begun } = harness();
    await expect(batcher.submit('a', AbortSignal.abort())).rejects.toBeInstanceOf(Abandoned);
    expect(begun).toEqual([]);
    expect(batcher.waiting).toBe(0);
  });

  it('drops who hangs up before the batch begins, and finishes what has begun', async () => {
    const { batcher, begun, settle } = harness();
    const hangUp = new AbortController();
    const running = batcher.submit('a', hangUp.signal);
    const waiting = batcher.submit('b', hangUp.signal);
    hangUp.abort();
    await expect(waiting).rejects.toBeInstanceOf(Abandoned);
    begun[0]?.end();
    expect(await running).toBe('done a');
    await settle();
    expect(begun).toHaveLength(1);
  });
});

describe('the answers of a batch', () => {
  it('come after the next batch has begun', async () => {
    const { batcher, begun, settle } = harness();
    const order: string[] = [];
    const first = batcher.submit('a').then(() => order.push(`a was answered with ${begun.length} begun`));
    void batcher.submit('b');
    begun[0]?.end();
    await settle();
    expect(begun).toHaveLength(2);
    expect(order).toEqual([]);
    await first;
    expect(order).toEqual(['a was answered with 2 begun']);
  });
});
