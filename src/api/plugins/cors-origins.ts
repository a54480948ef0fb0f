/** Headers of answers that pages of other origins may read, besides those that every page may. */
export const exposedHeaders = [
  'ETag',
  'Location',
  'Retry-After',
  'X-Request-Id',
  'Idempotent-Replayed',
  'RateLimit',
  'RateLimit-Policy',
];

/** `http://localhost:*` stands for that host with any port, or none. */
const ANY_PORT = ':*';

/** The setting as @fastify/cors takes it. */
export function allowedOrigins(origins: readonly string[]): '*' | (string | RegExp)[] {
  if (origins.includes('*')) return '*';
  return origins.map((origin) => {
    if (!origin.endsWith(ANY_PORT)) return origin;
    return new RegExp(`^${origin.slice(0, -ANY_PORT.length).replaceAll('.', '\\.')}(:\\d{1,5})?$`);
  });
}

/**
 * What CORS adds to an answer that is given where its plugin does not run: before there is a request, or in the
 * place of a route.
 */
export function corsHeaders(allowed: '*' | (string | RegExp)[], origin: string | undefined) {
  if (allowed !== '*' && allowed.length === 0) return {};
  const expose = { 'access-control-expose-headers': exposedHeaders.join(', ') };
  if (allowed === '*') return { 'access-control-allow-origin': '*', ...expose };
  const isAllowed =
    origin !== undefined &&
    allowed.some((one) => (one instanceof RegExp ? one.test(origin) : one === origin));
  return { vary: 'Origin', ...(isAllowed ? { 'access-control-allow-origin': origin } : {}), ...expose };
}
