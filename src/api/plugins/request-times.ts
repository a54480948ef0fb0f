import type { Metric, Registry } from 'prom-client';

const NAME = 'holdfast_http_request_seconds';
/** Upper bounds in seconds. */
const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Requests of one method, route and status. */
interface Series {
  labels: Record<string, string | number>;
  /** By bucket, each for itself; the last has what took longer than all bounds. */
  counts: number[];
  sum: number;
}

/** Notes how long a request took. */
export type RequestTimes = (method: string, route: string, status: number, seconds: number) => void;

/**
 * A histogram whose series are found by three looks into maps. The library's sorts and joins the labels of every
 * request into a text, which is most of what a hit of the cache would spend on metrics.
 */
export function createRequestTimes(registry: Registry): RequestTimes {
  const all: Series[] = [];
  const byRoute = new Map<string, Map<string, Map<number, Series>>>();
  const seriesOf = (method: string, route: string, status: number): Series => {
    const series = byRoute.get(route)?.get(method)?.get(status);
    if (series !== undefined) return series;
    const made = { labels: { method, route, status }, counts: Array(BUCKETS.length + 1).fill(0), sum: 0 };
    const byMethod = byRoute.get(route) ?? new Map<string, Map<number, Series>>();
    byRoute.set(route, byMethod);
    const byStatus = byMethod.get(method) ?? new Map<number, Series>();
    byMethod.set(method, byStatus);
    byStatus.set(status, made);
    all.push(made);
    return made;
  };
  const metric = {
    name: NAME,
    help: 'Time from request to answer, by route pattern',
    type: 'histogram',
    aggregator: 'sum',
    get: async () => ({ ...metric, values: all.flatMap(valuesOf) }),
    reset() {
      all.length = 0;
      byRoute.clear();
    },
  };
  registry.registerMetric(metric as unknown as Metric);

  return (method, route, status, seconds) => {
    const series = seriesOf(method, route, status);
    let bucket = 0;
    while (bucket < BUCKETS.length && seconds > BUCKETS[bucket]!) bucket++;
    series.counts[bucket]!++;
    series.sum += seconds;
  };
}

/** As Prometheus wants it: every bucket has what is in those below. */
function valuesOf({ labels, counts, sum }: Series) {
  let count = 0;
  const buckets = counts.map((own, n) => {
    count += own;
    return { metricName: `${NAME}_bucket`, labels: { ...labels, le: BUCKETS[n] ?? '+Inf' }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${NAME}_sum`, labels, value: sum },
    { metricName: `${NAME}_count`, labels, value: count },
  ];
}
