import type { RouteOptions } from 'fastify';
import { type Scope, scopes } from '../../accounts/scopes.ts';
import type { ProblemCode } from '../../errors.ts';
import type { Access } from '../plugins/access.ts';
import { PROBLEMS } from '../schemas.ts';
import type { AnswerHeader } from './answer-headers.ts';

declare module 'fastify' {
  interface FastifySchema {
    /** Headers of answers by status, for the OpenAPI document. */
    answerHeaders?: Readonly<Record<number, readonly AnswerHeader[]>>;
  }
}

/** What a route says of itself beside its schemas. */
export interface OperationFacts {
  access: Access;
  /** What an API key needs; undefined where it is not asked for, or none will do. */
  keyScope: Scope | undefined;
  problems: ReadonlySet<ProblemCode>;
  headers: Readonly<Record<number, readonly AnswerHeader[]>>;
}

export function factsOf({ method, schema = {}, config = {} }: RouteOptions): OperationFacts {
  const access = config.access ?? 'anyone';
  const codes = new Set<ProblemCode>();
  const takesBody = method !== 'GET';
  if (schema.body || schema.querystring || schema.params || schema.headers) codes.add('validation_failed');
  if (takesBody) codes.add('malformed_body');
  const responses = Object.values((schema.response ?? {}) as Record<string, { [PROBLEMS]?: ProblemCode[] }>);
  for (const { [PROBLEMS]: own = [] } of responses) for (const code of own) codes.add(code);
  if (config.idempotent) codes.add('idempotency_in_progress').add('idempotency_key_reused');
  if (access !== 'anyone') codes.add('unauthenticated');
  const keyScope = keyScopeOf(access, config.keyScope);
  if (access !== 'anyone') codes.add('forbidden');
  if (config.html !== true) codes.add('not_acceptable');
  if (takesBody) codes.add('body_too_large').add('unsupported_media_type');
  if (schema.params) codes.add('uri_too_long');
  for (const code of anywhere) codes.add(code);
  const headers = schema.answerHeaders ?? {};
  const done = Object.keys((schema.response ?? {}) as object).filter((status) => status.startsWith('2'));
  return {
    access,
    keyScope,
    problems: codes,
    headers: config.idempotent ? withReplayed(headers, done) : headers,
  };
}

function withReplayed(headers: OperationFacts['headers'], statuses: string[]): OperationFacts['headers'] {
  const replayed = statuses.map((status) => [status, [...(headers[+status] ?? []), 'Idempotent-Replayed']]);
  return { ...headers, ...Object.fromEntries(replayed) };
}

/** What any request may be answered. */
const anywhere: readonly ProblemCode[] = [
  'request_timeout',
  'headers_too_large',
  'rate_limited',
  'internal_error',
  'unavailable',
];

const whoMayCall = {
  guarded: '',
  anyone: 'Anyone may call it.',
  account: 'For everybody who has an account: a guest is answered 403.',
  buyer: 'For customers and guests: any other role is answered 403.',
  CUSTOMER: 'For customers: any other role is answered 403.',
};

/** Who may call it, as a sentence, from the same setting that decides it. */
export function audienceOf(access: Access, keyScope: Scope | undefined): string {
  if (access in whoMayCall) return whoMayCall[access as keyof typeof whoMayCall];
  if (access !== 'user')
    return `For administrators, and for members of the staff and API keys with the scope \`${access}\`: anybody else is answered 403.`;
  const keys = keyScope === undefined ? 'Any API key' : `An API key without the scope \`${keyScope}\``;
  return `For everybody who is logged in. ${keys} is answered 403.`;
}

function keyScopeOf(access: Access, keyScope: Scope | undefined): Scope | undefined {
  return access === 'user' ? keyScope : scopes.find((scope) => scope === access);
}
