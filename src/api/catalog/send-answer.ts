import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CatalogQuery } from '../../catalog/cache/catalog-query.ts';
import { createDatabaseSource } from '../../catalog/cache/database-source.ts';
import type { LookupResult } from '../../catalog/cache/lookup.ts';
import { Problem } from '../../errors.ts';
import { may } from '../plugins/access.ts';
import { preferredCoding } from './accept-encoding.ts';
import { type Audience, catalogHeaders } from './catalog-headers.ts';
import { isWanted, matchingTag } from './entity-tags.ts';
import { bodyOf, variantOf } from './variants.ts';

/** Answers out of the cache, and an administrator out of the database. @returns whether there was an answer */
export function sendAnswer(app: FastifyInstance) {
  const source = createDatabaseSource(app.pg, 'administrator');
  return async (request: FastifyRequest, reply: FastifyReply, query: CatalogQuery): Promise<boolean> => {
    const isBypass = may(request, 'catalog:write');
    const result = isBypass ? undefined : await app.productCache.read(query, request.raw.url);
    const { answer } = (isBypass ? await source.load(query) : result) ?? {};
    if (answer === undefined) return false;
    // An answer that nobody asked for before is not worth compressing: it may be the only time.
    const isKept = result !== undefined && result.from !== 'database';
    const variant = isKept
      ? variantOf(answer, preferredCoding(request.headers['accept-encoding']))
      : variantOf(answer, 'identity');
    const audience: Audience = isBypass
      ? 'administrator'
      : request.headers.authorization === undefined
        ? 'anyone'
        : 'customer';
    if (!isWanted(request.headers['if-match'], variant)) {
      throw new Problem('version_mismatch', undefined, { headers: { etag: variant.etag } });
    }
    const known = matchingTag(request.headers['if-none-match'], variant);
    const status = known === undefined ? 200 : 304;
    const others = reply.getHeader('vary');
    reply.code(status);
    reply.headers(catalogHeaders(variant, known ?? variant.etag, audience, status, cacheStatusOf(result)));
    // CORS by a list of origins has one of its own.
    if (others !== undefined) reply.header('vary', `${others}, ${reply.getHeader('vary')}`);
    reply.send(known === undefined ? bodyOf(variant) : undefined);
    return true;
  };
}

/** Where the answer came from, as RFC 9211 writes it. */
function cacheStatusOf(result: LookupResult | undefined): string {
  if (result === undefined) return 'holdfast; fwd=bypass';
  switch (result.from) {
    case 'memory':
      return 'holdfast; hit';
    case 'redis':
      return 'holdfast; hit; detail=redis';
    case 'database':
      return 'holdfast; fwd=miss';
    case 'stale':
      return `holdfast; hit; ttl=-${Math.max(1, Math.ceil((result.lateMs ?? 0) / 1_000))}; detail=stale-while-database-fails`;
  }
}
