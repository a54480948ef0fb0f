import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RawAnswer } from './raw-server.ts';

/** Headers that Node writes by itself. */
const OWN = ['connection', 'date', 'keep-alive', 'transfer-encoding'];

export interface RawServer {
  url: string;
  stop(): void;
}

/** Starts a bare server that sends what `origin` sends at these addresses, with all its headers or some. */
export async function startRaw(
  origin: string,
  requests: { path: string; headers?: Record<string, string> }[],
  only?: readonly string[],
): Promise<RawServer> {
  const answers: Record<string, RawAnswer> = {};
  for (const { path, headers = {} } of requests) {
    // As the clients of the benchmark ask. Of a body that fetch has decompressed the length would be another one.
    const response = await fetch(origin + path, { headers: { 'accept-encoding': 'identity', ...headers } });
    answers[path] = {
      status: response.status,
      headers: Object.fromEntries(
        [...response.headers].filter(([name]) => !OWN.includes(name) && (only?.includes(name) ?? true)),
      ),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    };
  }
  const child = fork(fileURLToPath(new URL('./raw-server.js', import.meta.url)));
  await once(child, 'message');
  child.send(answers);
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return { url, stop: () => void child.kill() };
}
