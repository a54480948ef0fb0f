import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createRequestTimes } from '../../../src/api/plugins/request-times.ts';

test("request times are exposed as the library's own histogram would, line by line", async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const note = createRequestTimes(ours);
  const library = new Histogram({
    name: 'holdfast_http_request_seconds',
    help: 'Time from request to answer, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [theirs],
  });
  const requests = [
    ['GET', '/products', 200, 0.0004],
    ['GET', '/products', 200, 0.001],
    ['GET', '/products', 304, 0.2],
    ['GET', '/products/:id', 200, 0.3],
    ['POST', '/products', 201, 7],
    ['GET', 'none', 404, 5],
    ['GET', '/products', 200, 60],
  ] as const;
  for (const [method, route, status, seconds] of requests) {
    note(method, route, status, seconds);
    library.observe({ method, route, status }, seconds);
  }
  const linesOf = async (registry: Registry) =>
    (await registry.metrics())
      .split('\n')
      .map((line) => line.replace(/\{(.*)\}/, (_, labels: string) => labels.split(',').sort().join()))
      .sort();
  expect(await linesOf(ours)).toEqual(await linesOf(theirs));
});
