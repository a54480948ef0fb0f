import type { ProblemCode } from '../../errors.ts';
import { CHALLENGE } from '../challenge.ts';

const text = (description: string, example: string) => ({ description, schema: { type: 'string' }, example });

/** Headers of answers that a client may want to read, by name. */
export const answerHeaders = {
  'X-Request-Id': text(
    'Name it when you report a fault; a request may bring its own',
    '0193c8a2-5b1e-7c3a-9f40-2d1c6b7e8a91',
  ),
  ETag: text('The version; If-Match and If-None-Match take it', '"3"'),
  Location: text('Where the new resource is', '/orders/0193c8a2-5b1e-7c3a-9f40-2d1c6b7e8a90'),
  'Retry-After': {
    description: 'Seconds until trying again makes sense',
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  'WWW-Authenticate': text('The scheme to log in with (RFC 6750)', CHALLENGE),
  'Idempotent-Replayed': {
    description:
      'Sent with a repeat only: the Idempotency-Key stood for this answer already, and nothing was done now',
    schema: { type: 'string', enum: ['true'] },
  },
  'RateLimit-Policy': text(
    'The limits that count this request: how many requests (q) in how many seconds (w); none where they are switched off',
    '"address";q=10000;w=10',
  ),
  RateLimit: text(
    'What is left of each: requests (r), and seconds (t) until all are there again',
    '"address";r=9996;t=7',
  ),
  'Cache-Control': text('What caches on the way may do', 'public, no-cache'),
  'Cache-Status': text('Where the answer came from (RFC 9211)', 'holdfast; hit'),
} as const;

export type AnswerHeader = keyof typeof answerHeaders;

/** Headers that come with a problem. */
export const problemHeaders: Partial<Record<ProblemCode, readonly AnswerHeader[]>> = {
  unauthenticated: ['WWW-Authenticate'],
  invalid_credentials: ['WWW-Authenticate'],
  second_factor_required: ['WWW-Authenticate'],
  invalid_refresh_token: ['WWW-Authenticate'],
  version_mismatch: ['ETag'],
  file_pending: ['Retry-After'],
  idempotency_in_progress: ['Retry-After'],
  rate_limited: ['Retry-After'],
  overloaded: ['Retry-After'],
  unavailable: ['Retry-After'],
};

/** References to these headers, and to what every answer has. */
export function headerReferences(names: readonly AnswerHeader[]): Record<string, object> {
  const all = new Set<AnswerHeader>(['X-Request-Id', 'RateLimit-Policy', 'RateLimit', ...names]);
  return Object.fromEntries([...all].map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
