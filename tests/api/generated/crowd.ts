import { scopes } from '../../../src/accounts/scopes.ts';
import type { Shop } from '../../setup/api.ts';
import type { Call, Caller } from '../../setup/caller.ts';
import { newGuest } from '../../setup/guests.ts';
import type { Operation } from '../../setup/openapi.ts';
import { keyWith, staffWith } from '../../setup/staff.ts';
import { prepareCall } from '../role-walk/send-operation.ts';
import { Places } from './places.ts';

/** A shop with a thing of every kind, and everybody who may come. */
export interface Crowd {
  places: Places;
  /** A good body for each operation that takes one. */
  bodies: Map<Operation, unknown>;
  /** Who owns the things that are owned. */
  owner: Caller;
  callers: [who: string, caller: Caller][];
}

export async function gather(shop: Shop, operations: readonly Operation[]): Promise<Crowd> {
  const owner = await shop.buyer();
  const half = scopes.filter((_, at) => at % 2 === 0);
  const callers: Crowd['callers'] = [
    ['anonymous', shop.anyone],
    ['owner', owner],
    ['another customer', await shop.buyer()],
    ['guest', await newGuest(shop)],
    ['administrator', shop.admin],
    ['staff with all scopes', await staffWith(shop, ...scopes)],
    ['staff with half of them', await staffWith(shop, ...half)],
    ['key with all scopes', await keyWith(shop, ...scopes)],
    ['key with half of them', await keyWith(shop, ...half)],
  ];
  const crowd: Crowd = { places: new Places(), bodies: new Map(), owner, callers };
  for (const operation of operations) await prepared(shop, crowd, operation);
  return crowd;
}

/**
 * A good call of the operation, about things that are made for it and remembered; undefined where what was sent before
 * stands in the way: without stock, or with taxes that ask for an address, no order is placed.
 */
export async function prepared(
  shop: Shop,
  { places, bodies, owner }: Crowd,
  operation: Operation,
): Promise<Call | undefined> {
  await owner.delete('/cart');
  try {
    const call = await prepareCall(shop, `${operation.method} ${operation.path}`, owner);
    places.learn(operation.path, call.url.split('?', 1)[0]!);
    bodies.set(operation, call.body);
    return call;
  } catch (error) {
    if (/"status":4\d\d/.test((error as Error).message)) return undefined;
    throw error;
  }
}
