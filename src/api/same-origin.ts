import type { FastifyRequest } from 'fastify';

/**
 * Whether a request that changes something was made by a page of this shop, and not by another site in the
 * administrator's browser. Browsers say where a request comes from: in Sec-Fetch-Site on https and
 * localhost, in Origin on every POST. One that says neither is no browser that we trust.
 */
export function isSameOrigin(request: FastifyRequest, publicUrl: string): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const origin = request.headers.origin;
  if (origin === undefined || !URL.canParse(origin)) return false;
  // Host, and no X-Forwarded-Host: what no setting speaks of is not believed.
  return new URL(origin).host === request.headers.host || origin === new URL(publicUrl).origin;
}
