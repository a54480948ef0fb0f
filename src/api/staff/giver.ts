import type { FastifyRequest } from 'fastify';
import type { Giver } from '../../staff/giver.ts';

/** Who asks for rights to be given or taken away; a key gives what it has itself, and is no administrator. */
export function giverOf({ user }: FastifyRequest): Giver {
  const { sub, role, scopes = [] } = user;
  return { id: sub, role: role === 'KEY' ? 'STAFF' : role, scopes };
}
