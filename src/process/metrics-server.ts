import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

/** What is told of a port that is taken. */
interface MetricsLog {
  error(fields: object, message: string): void;
}

/**
 * Answers `GET /metrics` and nothing else. Orders and mails go on without it: where the port is taken, the log says so.
 *
 * @returns undefined where the port is taken
 */
export async function startMetricsServer(
  registry: Registry,
  { host, port }: { host: string; port: number },
  log: MetricsLog,
): Promise<{ url: string; close(): void } | undefined> {
  const server = createServer({ requestTimeout: 10_000 }, async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
    try {
      const text = await registry.metrics();
      response.writeHead(200, { 'content-type': registry.contentType }).end(text);
    } catch {
      response.writeHead(500).end();
    }
  });
  server.maxConnections = 20;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw err;
    log.error({ port }, 'METRICS_PORT is taken, by a process beside this one perhaps: no metrics there');
    return undefined;
  }
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/metrics`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
