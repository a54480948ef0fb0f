import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { openShop } from '../../setup/api.ts';
import { breakingChanges } from './breaking-changes.ts';
import { contractOf } from './contract-of.ts';
import type { Schema } from './schemas.ts';

/**
 * Breaking changes since the last release that are meant, each with its reason beside it and in CHANGELOG.md. Empty again
 * once that is released.
 */
const meant: readonly string[] = [];

let released: Schema;
beforeAll(async () => {
  released = JSON.parse(await readFile(new URL('openapi.json', import.meta.url), 'utf8'));
});

test('a client that was made for the last release works with this one', async () => {
  const shop = await openShop();
  const document = structuredClone(shop.document);
  await shop.close();
  const changes = breakingChanges(released, document);
  expect(changes, `clients of the last release may break:\n${changes.join('\n')}`).toEqual(meant);
  // Nor is anything overlooked where nothing changed.
  expect(breakingChanges(contractOf(document), document)).toEqual([]);
});

/** A small API of one kind of thing. */
const small = (): Schema => ({
  paths: {
    '/things': {
      get: {
        operationId: 'listThings',
        security: [],
        parameters: [{ name: 'sort', in: 'query', schema: { type: 'string', enum: ['name', 'price'] } }],
        responses: {
          200: {
            headers: { ETag: {} },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Things' } } },
          },
          404: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Gone' } } } },
        },
      },
      post: {
        operationId: 'addThing',
        security: [{ bearerAuth: [] }],
        'x-scope': 'catalog:write',
        requestBody: {
          required: false,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/NewThing' } } },
        },
        responses: {
          201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
        },
      },
    },
  },
  components: {
    schemas: {
      Things: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
      Thing: {
        type: 'object',
        properties: {
          id: { type: 'string', format: 'uuid' },
          state: { type: 'string', enum: ['NEW'] },
          price: { type: 'integer' },
          note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          kind: { type: 'string', const: 'thing' },
        },
        required: ['id', 'state', 'price'],
      },
      NewThing: {
        type: 'object',
        additionalProperties: false,
        properties: {
          name: { type: 'string', maxLength: 10 },
          note: { type: ['string', 'null'] },
          sizes: { type: 'array', items: { type: 'number' } },
        },
        required: ['name'],
      },
      Problem: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] },
      Gone: {
        allOf: [
          { $ref: '#/components/schemas/Problem' },
          { type: 'object', properties: { code: { type: 'string', const: 'gone' } }, required: ['code'] },
        ],
      },
    },
  },
});

// biome-ignore lint/suspicious/noExplicitAny: a document is changed
type Change = (paths: any, schemas: any) => void;

const breaking: [line: string, change: Change][] = [
  ['GET /things: is gone', (paths) => delete paths['/things'].get],
  ['GET /things operationId: is getThings now', (paths) => (paths['/things'].get.operationId = 'getThings')],
  [
    'GET /things security: wants a token now',
    (paths) => (paths['/things'].get.security = [{ bearerAuth: [] }]),
  ],
  [
    'POST /things x-scope: is prices:write now',
    (paths) => (paths['/things'].post['x-scope'] = 'prices:write'),
  ],
  ['GET /things query sort: is not taken any more', (paths) => (paths['/things'].get.parameters = [])],
  [
    'GET /things query sort: is required now',
    (paths) => (paths['/things'].get.parameters[0].required = true),
  ],
  [
    'GET /things query sort: does not take "price" any more',
    (paths) => paths['/things'].get.parameters[0].schema.enum.pop(),
  ],
  ['POST /things body: is required now', (paths) => (paths['/things'].post.requestBody.required = true)],
  [
    'POST /things body: is not taken as application/json any more',
    (paths) => (paths['/things'].post.requestBody.content = {}),
  ],
  ['POST /things body/sizes: is required now', (_, { NewThing }) => NewThing.required.push('sizes')],
  ['POST /things body/note: is not taken any more', (_, { NewThing }) => delete NewThing.properties.note],
  [
    'POST /things body/note: takes no null any more',
    (_, { NewThing }) => (NewThing.properties.note.type = 'string'),
  ],
  [
    'POST /things body/sizes/*: takes no number any more',
    (_, { NewThing }) => (NewThing.properties.sizes.items.type = 'integer'),
  ],
  [
    'POST /things body/sizes: maxItems is 3 now',
    (_, { NewThing }) => (NewThing.properties.sizes.maxItems = 3),
  ],
  [
    'POST /things body/name: maxLength is 9 now',
    (_, { NewThing }) => (NewThing.properties.name.maxLength = 9),
  ],
  [
    'POST /things body/name: minLength is 1 now',
    (_, { NewThing }) => (NewThing.properties.name.minLength = 1),
  ],
  [
    'POST /things body/name: pattern is ^a now',
    (_, { NewThing }) => (NewThing.properties.name.pattern = '^a'),
  ],
  [
    'POST /things body/name: takes only ["a"] now',
    (_, { NewThing }) => (NewThing.properties.name.enum = ['a']),
  ],
  ['GET /things 200: is not answered any more', (paths) => delete paths['/things'].get.responses[200]],
  ['GET /things 200 header ETag: is gone', (paths) => delete paths['/things'].get.responses[200].headers],
  [
    'GET /things 200: is not answered as application/json any more',
    (paths) => (paths['/things'].get.responses[200].content = {}),
  ],
  ['GET /things 404: is not gone any more', (_, { Gone }) => (Gone.allOf[1].properties.code.const = 'lost')],
  ['GET /things 404 gone/title: is gone', (_, { Problem }) => (Problem.properties = {})],
  ['POST /things 201/price: is gone', (_, { Thing }) => delete Thing.properties.price],
  ['POST /things 201/price: may be absent now', (_, { Thing }) => Thing.required.pop()],
  ['POST /things 201/price: may be number now', (_, { Thing }) => (Thing.properties.price.type = 'number')],
  [
    'POST /things 201/price: may be null now',
    (_, { Thing }) => (Thing.properties.price.type = ['integer', 'null']),
  ],
  [
    'POST /things 201/id: is not of format uuid any more',
    (_, { Thing }) => delete Thing.properties.id.format,
  ],
  [
    'POST /things 201/kind: is not "thing" any more',
    (_, { Thing }) => (Thing.properties.kind.const = 'stuff'),
  ],
  [
    'GET /things 200/*/note: may be integer now',
    (_, { Thing }) => Thing.properties.note.anyOf.push({ type: 'integer' }),
  ],
];

const harmless: [what: string, change: Change][] = [
  ['an operation', (paths) => (paths['/things'].put = paths['/things'].post)],
  [
    'a parameter that may be left out',
    (paths) => paths['/things'].get.parameters.push({ name: 'q', in: 'query', schema: {} }),
  ],
  [
    'a member of requests that may be left out',
    (_, { NewThing }) => (NewThing.properties.color = { type: 'string' }),
  ],
  ['a value that is taken', (paths) => paths['/things'].get.parameters[0].schema.enum.push('newest')],
  ['a member of answers', (_, { Thing }) => (Thing.properties.color = { type: 'string' })],
  ['a value of an enum in answers', (_, { Thing }) => Thing.properties.state.enum.push('OLD')],
  ['a status', (paths) => (paths['/things'].get.responses[503] = {})],
  [
    'a problem',
    (_, { Gone, Problem }) =>
      Object.assign(Gone, {
        oneOf: [
          { allOf: Gone.allOf },
          { ...Problem, properties: { ...Problem.properties, code: { const: 'lost' } } },
        ],
        allOf: undefined,
      }),
  ],
  ['a token that is not asked for any more', (paths) => (paths['/things'].post.security = [])],
  ['a bound that is wider', (_, { NewThing }) => (NewThing.properties.name.maxLength = 11)],
  ['an answer that is never null any more', (_, { Thing }) => (Thing.properties.note = { type: 'string' })],
];

describe('the comparison of two documents', () => {
  const changed = (change: Change) => {
    const now = small();
    change(now.paths, now.components.schemas);
    return breakingChanges(small(), now);
  };
  test.each(breaking)('tells %s', (line, change) => {
    expect(changed(change)).toContain(line);
  });
  test.each(harmless)('has nothing to say of %s', (_, change) => {
    expect(changed(change)).toEqual([]);
  });
});
