import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ControlParts, control } from './control.ts';
import { answerPage } from './pages.ts';
import type { Wire } from './wire.ts';

const LARGEST_BODY_BYTES = 100_000;

/** A name that a hostile page resolved to loopback gets no answer. */
const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

export interface WebParts extends ControlParts {
  wire: Wire;
  /** Only this machine reaches it, so that nobody else's name for it is right. */
  onLoopback: boolean;
}

/** Stripe's API below /v1, the scripts' below /control, people's pages elsewhere. */
export function paymentsWeb(parts: WebParts): Server {
  return createServer((request, response) => {
    answer(parts, request, response).catch((error: Error) => {
      if (response.headersSent) response.destroy();
      else json(response, error instanceof TooLarge ? 413 : 500, { error: error.message });
    });
  });
}

async function answer(parts: WebParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', headers } = request;
  const url = new URL(`http://simulator${request.url?.startsWith('/') ? request.url : '/'}`);
  const body = await bodyOf(request);
  if (url.pathname.startsWith('/v1/')) {
    const key = headers['idempotency-key'];
    const wired = await parts.wire.answer({
      method,
      url,
      body,
      key: typeof key === 'string' ? key : undefined,
      authorization: headers.authorization,
    });
    // Left open: whoever asked gives up, or their process ends.
    if (wired !== null) response.writeHead(wired.status, wired.headers).end(wired.body);
    return;
  }
  if (parts.onLoopback && !loopbackHost.test(headers.host ?? ''))
    return json(response, 421, { error: 'The simulator answers on its loopback address only.' });
  // A page of another site may send a form here, but not say that it is ours.
  if (method !== 'GET' && headers.origin !== undefined && headers.origin !== `http://${headers.host}`)
    return json(response, 403, { error: 'Not from another site.' });
  if (!url.pathname.startsWith('/control/')) {
    const page = answerPage(parts, { method, url, body });
    response.writeHead(page.status, page.headers).end(page.body);
    return;
  }
  let parsed: unknown;
  try {
    parsed = body === '' ? undefined : JSON.parse(body);
  } catch {
    return json(response, 400, { error: 'The body is not JSON.' });
  }
  const said = control(parts, method, url, parsed);
  json(response, said.status, said.body);
}

class TooLarge extends Error {}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY_BYTES) throw new TooLarge('The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
