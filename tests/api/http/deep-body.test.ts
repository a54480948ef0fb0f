import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

/** As deep as the body of any route may be long; a parser that recurses does not come back from it. */
const lists = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const bodies = {
  lists: lists(32_000),
  objects: objects(10_000),
  'lists in a member': `{"a":${lists(31_000)}}`,
};

test.each(Object.entries(bodies))(
  'a body of nested %s is 400 on every route that takes one',
  async (_, body) => {
    const buyer = await shop.buyer();
    const { id } = await shop.product();
    const routes = shop.operations.filter(({ spec }) => spec.requestBody);
    expect(routes.length).toBeGreaterThan(8);
    for (const { method, path, spec } of routes) {
      const isAdmins = /^For administrators/m.test(spec.description);
      for (const headers of [{}, { 'idempotency-key': `deep-${spec.summary.length}` }]) {
        const call = { method: method as 'POST', url: path.replace('{id}', id), body, headers };
        const answer = await (isAdmins ? shop.admin : buyer).send(call);
        expect([method, path, answer.status, answer.body.code]).toEqual([
          method,
          path,
          400,
          'validation_failed',
        ]);
      }
    }
  },
);
