import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { tokenOf } from './fill.ts';

export interface CheckoutFigures {
  /** Answered with 201. */
  placed: number;
  seconds: number;
  ordersPerSecond: number;
  p50: number;
  p99: number;
  /** Answers other than 201, by status. */
  refused: Record<string, number>;
  /** Mean of the batches that were begun. */
  batchSize: number;
  /** Transactions that were decided again because another process was faster. */
  lostRaces: number;
  /** In the order of the URLs. */
  processes: ProcessFigures[];
}

export interface ProcessFigures {
  placed: number;
  /** Of these, at the moment when the first of the processes had done its share: nobody should be far behind. */
  placedWhenFirstWasDone: number;
  p50: number;
  p99: number;
}

/** Places one order for each of users 1..amount, over `connections` connections to the APIs in turn. @param body of each */
export async function measureCheckouts(
  urls: string[],
  amount: number,
  connections: number,
  perSecond?: number,
  body?: object,
): Promise<CheckoutFigures> {
  const tokens = Array.from({ length: amount }, (_, n) => tokenOf(n + 1));
  const before = await scrapeAll(urls);
  const began = performance.now();
  let next = 0;
  const placedBy = urls.map(() => 0);
  let whenFirstWasDone: number[] | undefined;
  let ended = began;
  const results = await Promise.all(
    urls.map((url, n) => {
      const share = Math.floor((amount + n) / urls.length);
      let answered = 0;
      return run(url, {
        amount: share,
        connections: Math.ceil(connections / urls.length),
        token: () => tokens[next++ % amount]!,
        // The load generator itself tells that it is done at its next full second.
        onAnswer: (status) => {
          ended = performance.now();
          if (status === 201) placedBy[n]!++;
          if (++answered === share) whenFirstWasDone ??= [...placedBy];
        },
        perSecond,
        body,
      });
    }),
  );
  const seconds = (ended - began) / 1_000;
  const after = await scrapeAll(urls);

  const refused: Record<string, number> = {};
  let placed = 0;
  for (const result of results) {
    for (const [status, { count = 0 }] of Object.entries(result.statusCodeStats ?? {})) {
      if (status === '201') placed += count;
      else refused[status] = (refused[status] ?? 0) + count;
    }
    if (result.errors > 0) refused.errors = (refused.errors ?? 0) + result.errors;
  }
  const difference = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  return {
    placed,
    seconds,
    ordersPerSecond: placed / seconds,
    p50: Math.max(...results.map((r) => r.latency.p50)),
    p99: Math.max(...results.map((r) => r.latency.p99)),
    refused,
    batchSize:
      difference('holdfast_checkout_batch_size_sum') / difference('holdfast_checkout_batch_size_count'),
    lostRaces: difference('holdfast_checkout_lost_races_total'),
    processes: results.map(({ latency }, n) => ({
      placed: placedBy[n]!,
      placedWhenFirstWasDone: whenFirstWasDone?.[n] ?? 0,
      p50: latency.p50,
      p99: latency.p99,
    })),
  };
}

interface Load {
  amount: number;
  connections: number;
  token(): string;
  onAnswer(status: number): void;
  /** As fast as it goes where this is undefined. */
  perSecond: number | undefined;
  body: object | undefined;
}

/** Behind a proxy buyers come from many addresses; without one nobody looks at this. */
let address = 0;

function run(
  url: string,
  { amount, connections, token, onAnswer, perSecond, body }: Load,
): Promise<autocannon.Result> {
  return new Promise((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        amount,
        connections,
        ...(perSecond === undefined ? {} : { overallRate: perSecond }),
        requests: [
          {
            method: 'POST',
            path: '/orders',
            setupRequest: (request) => ({
              ...request,
              ...(body && { body: JSON.stringify(body) }),
              headers: {
                ...(body && { 'content-type': 'application/json' }),
                authorization: `Bearer ${token()}`,
                'idempotency-key': randomUUID(),
                'x-forwarded-for': `10.1.0.${address++ % 250}`,
              },
            }),
          },
        ],
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
    instance.on('response', (_client, status) => onAnswer(status));
  });
}

async function scrapeAll(urls: string[]): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  for (const url of urls) {
    const text = await (await fetch(`${url}/metrics`)).text();
    for (const [, name, value] of text.matchAll(/^(\w+) (\S+)$/gm)) {
      sums.set(name!, (sums.get(name!) ?? 0) + Number(value));
    }
  }
  return sums;
}
