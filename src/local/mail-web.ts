import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { script, styles } from './mail-assets.ts';
import { listPage, mailPage, notFoundPage, PAGE_SIZE } from './mail-page.ts';
import type { MailStore } from './mail-store.ts';

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** For a mail's own HTML: its styles and inline pictures, and nothing that runs or is loaded. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox";

const longestList = 500;

/** A name that a hostile page resolved to loopback gets no answer. */
const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

export function mailWeb(store: MailStore): Server {
  return createServer((request, response) => {
    answer(store, request, response).catch(() => {
      if (!response.headersSent) send(response, 500, 'text/plain', 'The inbox could not read its files.\n');
      else response.destroy();
    });
  });
}

async function answer(store: MailStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!loopbackHost.test(request.headers.host ?? '')) {
    return send(response, 421, 'text/plain', 'This inbox answers on its loopback address only.\n');
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const get = request.method === 'GET' || request.method === 'HEAD';
  if (url.pathname === '/api/messages' && request.method === 'DELETE') {
    if (isForeign(request)) return send(response, 403, 'text/plain', 'Not from another site.\n');
    await store.clear();
    response.writeHead(204).end();
    return;
  }
  if (!get) {
    response.setHeader('allow', url.pathname === '/api/messages' ? 'GET, HEAD, DELETE' : 'GET, HEAD');
    return send(response, 405, 'text/plain', 'Method not allowed.\n');
  }
  const query = (url.searchParams.get('query') ?? '').slice(0, 200);
  if (url.pathname === '/') {
    const page = Math.max(1, Math.floor(Number(url.searchParams.get('page'))) || 1);
    const list = await store.list(query, { limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE });
    // Beyond the last page, since mails went: the first one has what there is.
    if (list.items.length === 0 && list.total > 0) return redirect(response, query);
    return send(response, 200, 'text/html', listPage({ ...list, query, page, state: store.state }));
  }
  if (url.pathname === '/inbox.css') return send(response, 200, 'text/css', styles);
  if (url.pathname === '/inbox.js') return send(response, 200, 'text/javascript', script);
  if (url.pathname === '/api/messages') {
    const limit = Math.min(Math.max(Number(url.searchParams.get('limit')) || 50, 1), longestList);
    const list = await store.list(query, { limit });
    return sendJson(response, 200, { ...list, state: store.state });
  }
  return answerOne(store, url, response);
}

async function answerOne(store: MailStore, url: URL, response: ServerResponse): Promise<void> {
  const path = /^(\/api)?\/messages\/(\d{13}-\d{4})(?:\/(html|raw))?$/.exec(url.pathname);
  const [, api, id = '', form] = path ?? [];
  if (api && form === 'raw') {
    const raw = await store.raw(id);
    // As text, so that a browser shows it and runs nothing.
    if (raw !== null) return send(response, 200, 'text/plain', raw);
  }
  const mail = path === null || (form && !api) ? null : await store.read(id);
  if (mail === null) {
    if (url.pathname.startsWith('/api/')) return sendJson(response, 404, { error: 'no such message' });
    return send(response, 404, 'text/html', notFoundPage());
  }
  if (!api) {
    const view = url.searchParams.get('view') === 'text' ? 'text' : 'html';
    return send(response, 200, 'text/html', mailPage(mail, view));
  }
  if (form !== 'html') return sendJson(response, 200, mail);
  response.setHeader('content-security-policy', mailPolicy);
  return send(response, 200, 'text/html', `<base target="_blank">${mail.html ?? ''}`);
}

function redirect(response: ServerResponse, query: string): void {
  response.setHeader('location', query === '' ? '/' : `/?${new URLSearchParams({ query })}`);
  send(response, 303, 'text/plain', '');
}

function isForeign(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && origin !== `http://${host}`;
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, status, 'application/json', `${JSON.stringify(body)}\n`);
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  if (!response.hasHeader('content-security-policy')) {
    response.setHeader('content-security-policy', pagePolicy);
  }
  response.writeHead(status, {
    'content-type': type.startsWith('application/') ? type : `${type}; charset=utf-8`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(body);
}
