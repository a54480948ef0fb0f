import type { FastifyInstance } from 'fastify';
import type { ResponseCheck } from './openapi.ts';

export type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Call {
  method: Method;
  url: string;
  headers?: Record<string, string>;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
}

export interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a body is, the assertions judge
  body: any;
}

/** Sends calls to one API, in whatever process it runs. */
export type Send = (call: Call) => Promise<Answer>;

/** Somebody who calls the API: nobody in particular, a customer, an administrator. */
export interface Caller {
  readonly id: string;
  readonly token: string;
  send(call: Call): Promise<Answer>;
  get(url: string, headers?: Record<string, string>): Promise<Answer>;
  post(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(url: string, headers?: Record<string, string>): Promise<Answer>;
}

export function callerOf(send: Send, id = '', token = ''): Caller {
  const own: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  const call = (method: Method, url: string, body: unknown, headers: Record<string, string> = {}) =>
    send({ method, url, headers: { ...own, ...headers }, ...(body === undefined ? {} : { body }) });
  return {
    id,
    token,
    send: ({ method, url, body, headers }) => call(method, url, body, headers),
    get: (url, headers) => call('GET', url, undefined, headers),
    post: (url, body, headers) => call('POST', url, body, headers),
    put: (url, body, headers) => call('PUT', url, body, headers),
    patch: (url, body, headers) => call('PATCH', url, body, headers),
    delete: (url, headers) => call('DELETE', url, undefined, headers),
  };
}

function encoded({ body, headers }: Call): { payload?: string; headers: Record<string, string> } {
  if (body === undefined) return { headers: { ...headers } };
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  return { payload, headers: { 'content-type': 'application/json', ...headers } };
}

function answerOf(status: number, headers: Record<string, string | undefined>, text: string): Answer {
  const isJson = /json/.test(headers['content-type'] ?? '') && text !== '';
  return { status, headers, text, body: isJson ? JSON.parse(text) : undefined };
}

/** Calls an API in this process. Every answer is held against the OpenAPI document. */
export function sendInto(app: FastifyInstance, check: ResponseCheck): Send {
  return async (call) => {
    const response = await app.inject({ method: call.method, url: call.url, ...encoded(call) });
    const headers = response.headers as Record<string, string | undefined>;
    const answer = answerOf(response.statusCode, headers, response.payload);
    check(call, answer);
    return answer;
  };
}

/** Calls an API over the network. */
export function sendTo(baseUrl: string): Send {
  return async (call) => {
    const { payload, headers } = encoded(call);
    const response = await fetch(baseUrl + call.url, {
      method: call.method,
      headers,
      ...(payload === undefined ? {} : { body: payload }),
    });
    return answerOf(response.status, Object.fromEntries(response.headers), await response.text());
  };
}
