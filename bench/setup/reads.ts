import autocannon from 'autocannon';

export interface ReadFigures {
  perSecond: number;
  p50: number;
  p99: number;
  /** Answers that were neither 200 nor 304. */
  refused: number;
}

/** Readers come from this many addresses, so that the rate limit counts every request and stops none. */
const ADDRESSES = 400;

/** Reads `path` for `seconds`, or what it gives anew for each request. */
export async function measureReads(
  url: string,
  path: string | (() => string),
  options: { connections: number; seconds: number; headers?: Record<string, string> },
): Promise<ReadFigures> {
  let n = 0;
  const result = await autocannon({
    url,
    connections: options.connections,
    duration: options.seconds,
    requests: Array.from({ length: ADDRESSES }, () => {
      const headers = { ...options.headers, 'x-forwarded-for': `10.0.${(++n >> 8) & 255}.${n & 255}` };
      if (typeof path === 'string') return { method: 'GET' as const, path, headers };
      return {
        method: 'GET' as const,
        headers,
        setupRequest: (r: autocannon.Request) => ({ ...r, path: path() }),
      };
    }),
  });
  return {
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    refused: result['4xx'] + result['5xx'] + result.errors,
  };
}
