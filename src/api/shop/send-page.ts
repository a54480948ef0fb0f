import type { FastifyReply, FastifyRequest } from 'fastify';
import { orThrow } from '../../../clients/typescript/src/index.ts';
import { readMailSender } from '../../mail/sender.ts';
import type { Cart } from '../../shop/api-answers.ts';
import { framed, type ShopPage } from '../../shop/layout.ts';
import type { Visitor } from './visitor.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who opens a page of the storefront; undefined elsewhere. */
    visitor: Visitor;
  }
}

/** The cart of who asks; undefined of somebody who never had one, or whose login has ended. @throws {HoldfastProblem} */
export async function cartOf({ visitor }: FastifyRequest): Promise<Cart | undefined> {
  if (!visitor.isKnown) return undefined;
  return orThrow(visitor.api.GET('/cart')).catch((error) => {
    if (visitor.isKnown) throw error;
    return undefined;
  });
}

/** Sends a page with all that stands around it. @param cart where it was read already */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: ShopPage,
  cart?: Pick<Cart, 'items'>,
): Promise<FastifyReply> {
  // What a page says does not wait for the number in its corner, or fall with it.
  const shown = cart ?? (await cartOf(request).catch(() => undefined));
  const cartUnits = (shown?.items ?? []).reduce((units, { quantity }) => units + quantity, 0);
  return reply.send(framed(page, { brand: brandOf(request), cartUnits, isKnown: request.visitor.isKnown }));
}

/** The shop is called as the sender of its mails. */
function brandOf({ server: { config } }: FastifyRequest): string {
  const sender = readMailSender(config.mailFrom);
  return 'fault' in sender || sender.name === '' ? 'Shop' : sender.name;
}
