import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Scope, scopes } from '../../../src/accounts/scopes.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Answer, Caller } from '../../setup/caller.ts';
import { newGuest } from '../../setup/guests.ts';
import { keyWith, staffWith } from '../../setup/staff.ts';
import { type Expected, expected } from './expected.ts';
import { sendOperation } from './send-operation.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ PAYMENT_PROVIDERS: 'manual' });
});
afterAll(() => shop.close());

/** Everybody who may call, by how the table names them. Who needs no scope has none that is left out. */
async function callersFor(scope: Scope | undefined): Promise<[keyof Expected, Caller, owner: Caller][]> {
  const [guest, stranger] = [await newGuest(shop), await newGuest(shop)];
  const [customer, other] = [await shop.buyer(), await shop.buyer()];
  const others = scopes.filter((one) => one !== scope);
  const one = scope === undefined ? [] : [scope];
  return [
    ['anonymous', shop.anyone, customer],
    ['guest', guest, guest],
    ['customer', customer, customer],
    ['other', other, customer],
    ['otherGuest', stranger, customer],
    ['staffWithout', await staffWith(shop, ...others), customer],
    ['staff', await staffWith(shop, ...one), customer],
    ['admin', shop.admin, customer],
    ['keyWithout', await keyWith(shop, ...others), customer],
    ['key', await keyWith(shop, ...(scope === undefined ? scopes : [scope])), customer],
  ];
}

function verdictOf(operation: string, { status, body }: Answer): string {
  // These two say 401 about what is in the body, not about the caller.
  if (['invalid_credentials', 'invalid_refresh_token'].includes(body?.code)) return 'ok';
  if (status >= 500) throw new Error(`${operation}: ${status}`);
  return [401, 403, 404].includes(status) ? String(status) : 'ok';
}

describe('who may call what', () => {
  test('is said here for every operation of the OpenAPI document, and for no other', () => {
    const documented = shop.operations.map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(expected).toSorted()).toEqual(documented.toSorted());
  });

  test.each(Object.entries(expected))('%s', async (operation, wanted) => {
    const verdicts: [string, string][] = [];
    for (const [name, caller, owner] of await callersFor(wanted.scope)) {
      verdicts.push([name, verdictOf(operation, await sendOperation(shop, operation, caller, owner))]);
    }
    expect(verdicts).toEqual(
      verdicts.map(([name]) => [name, wanted[name as keyof Expected] ?? wanted.other]),
    );
  });

  test('is in the document: the scope that staff and keys need', () => {
    const needed = shop.operations.map(({ method, path, spec }) => [`${method} ${path}`, spec['x-scope']]);
    expect(Object.fromEntries(needed)).toEqual(
      Object.fromEntries(Object.entries(expected).map(([operation, { scope }]) => [operation, scope])),
    );
  });

  test('is in the document: a bearer scheme on what needs a login, and where one is of use', () => {
    const takers = shop.operations.filter(({ spec }) =>
      spec.security?.some((scheme: object) => 'bearerAuth' in scheme),
    );
    const isOptional = ({ spec }: (typeof takers)[number]) =>
      spec.security?.some((scheme: object) => Object.keys(scheme).length === 0);
    const names = (some: typeof takers) => some.map(({ method, path }) => `${method} ${path}`).toSorted();
    const needed = Object.entries(expected).filter(([, { anonymous }]) => anonymous === '401');
    expect(names(takers.filter((taker) => !isOptional(taker)))).toEqual(
      needed.map(([operation]) => operation).toSorted(),
    );
    expect(names(takers.filter(isOptional))).toEqual(['POST /login', 'POST /logout', 'POST /register']);
  });
});
