import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventTypes } from '../../../src/events/event-types.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { misfitOf } from '../../setup/openapi.ts';

let shop: Shop;
let misfit: ReturnType<typeof misfitOf>;
beforeAll(async () => {
  shop = await openShop();
  misfit = misfitOf(shop.document);
});
afterAll(() => shop.close());

// biome-ignore lint/suspicious/noExplicitAny: a document is walked
type Node = any;

/** Every body in JSON, asked for or answered, with where it stands. */
function bodies(): [where: string, media: Node][] {
  const sent = Object.entries<Node>(shop.document.webhooks).map(([path, { post }]) => ({
    method: 'webhook',
    path,
    spec: post,
  }));
  return [...shop.operations, ...sent].flatMap(({ method, path, spec }) => {
    const all: [string, Node][] = [['body', spec.requestBody], ...Object.entries<Node>(spec.responses)];
    return all.flatMap(([place, body]) =>
      Object.entries<Node>(body?.content ?? {})
        .filter(([type]) => type.endsWith('json'))
        .map(([, media]): [string, Node] => [`${method} ${path} ${place}`, media]),
    );
  });
}

describe('examples of the OpenAPI document', () => {
  test('stand at each body in JSON and fit its schema', () => {
    const faults = bodies().flatMap(([where, { schema, example, examples }]) => {
      const values = examples ? Object.values<Node>(examples).map(({ value }) => value) : [example];
      return values.map((value) => [where, value === undefined ? 'has none' : misfit(schema, value)]);
    });
    expect(faults.filter(([, why]) => why !== undefined)).toEqual([]);
  });
});

describe('webhooks of the OpenAPI document', () => {
  test('are those of each type of event, signed by the headers of Standard Webhooks', () => {
    const { webhooks, components } = shop.document;
    expect(Object.keys(webhooks)).toEqual(Object.keys(eventTypes));
    for (const [type, { post }] of Object.entries<Node>(webhooks)) {
      expect(post.requestBody.content['application/json'].example.type).toBe(type);
      const names = post.parameters.map(
        ({ $ref }: Node) => components.parameters[$ref.split('/').at(-1)].name,
      );
      expect(names).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature']);
    }
  });
});
