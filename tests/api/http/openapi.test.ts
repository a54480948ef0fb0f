import { randomUUID } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examplesFor } from '../../../bench/all-calls/examples.ts';
import { problems } from '../../../src/errors.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Caller, Method } from '../../setup/caller.ts';
import { at } from '../../setup/openapi.ts';

let shop: Shop;
let buyer: Caller;
beforeAll(async () => {
  shop = await openShop();
  buyer = await shop.buyer();
});
afterAll(() => shop.close());

// biome-ignore lint/suspicious/noExplicitAny: a document is walked
type Node = any;

/** Every schema of the document, wherever it stands. */
function schemasOf(document: Node): Node[] {
  const found: Node[] = Object.values(document.components?.schemas ?? {});
  for (const { spec } of shop.operations) {
    for (const parameter of spec.parameters ?? []) found.push(parameter.schema);
    const bodies = [spec.requestBody, ...Object.values(spec.responses)];
    for (const body of bodies)
      for (const media of Object.values((body as Node)?.content ?? {})) found.push((media as Node).schema);
  }
  return found.filter(Boolean);
}

describe('the OpenAPI document', () => {
  test('is served as OpenAPI 3.1 and is what the routes are', async () => {
    const answer = await shop.anyone.get('/docs/json');
    expect(answer.status).toBe(200);
    expect(answer.body.openapi).toMatch(/^3\.1\.\d$/);
    expect(answer.body).toEqual(JSON.parse(JSON.stringify(shop.document)));
    expect(answer.body.info).toMatchObject({ title: 'Holdfast', version: expect.any(String) });
  });

  test('has an example in the benchmark of all calls for each operation, and none for anything else', () => {
    const examples = examplesFor({ pool: {} as Pool, url: '', token: '', providerSecret: '' });
    const ids = shop.operations.map(({ spec }) => spec.operationId as string);
    expect(Object.keys(examples).toSorted()).toEqual(ids.toSorted());
  });

  test('has Swagger UI beside it, which may load its own scripts', async () => {
    const page = await shop.anyone.get('/docs/', { accept: 'text/html' });
    expect(page.headers['content-type']).toMatch(/text\/html/);
    const script = /src="([^"]*swagger-ui-bundle[^"]*)"/.exec(page.text)?.[1];
    expect(script).toBeDefined();
    expect((await shop.anyone.get(new URL(script!, 'http://x/docs/').pathname)).status).toBe(200);
    expect(page.headers['content-security-policy']).toMatch(/script-src[^;]*'self'/);
  });

  test('is where a person gets to who opens the address of the API', async () => {
    const answer = await shop.anyone.get('/', { accept: 'text/html' });
    expect([answer.status, answer.headers.location]).toEqual([303, '/docs']);
  });

  test('has a bearer scheme for Authorize', () => {
    expect(shop.document.components.securitySchemes.bearerAuth).toMatchObject({
      type: 'http',
      scheme: 'bearer',
    });
  });

  test('says for every operation what it is, under which tag, and what it answers', () => {
    for (const { method, path, spec } of shop.operations) {
      const where = `${method} ${path}`;
      expect([where, spec.summary?.length > 3, spec.tags?.length]).toEqual([where, true, 1]);
      const statuses = Object.keys(spec.responses);
      expect([where, statuses.some((status) => /^2\d\d$/.test(status))]).toEqual([where, true]);
      for (const response of Object.values<Node>(spec.responses)) {
        expect([where, typeof response.description]).toEqual([where, 'string']);
      }
    }
  });

  test('declares each parameter of a path, and no other', () => {
    for (const { path, spec } of shop.operations) {
      const declared = (spec.parameters ?? []).filter((p: Node) => p.in === 'path');
      expect(declared.map((p: Node) => p.name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]));
      for (const parameter of declared) expect(parameter.required).toBe(true);
    }
  });

  test('has schemas that are JSON Schema 2020-12, and references that lead somewhere', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const schema of schemasOf(shop.document)) {
      expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
    }
    const text = JSON.stringify(shop.document);
    for (const [, reference] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      expect([reference, at(shop.document, `#/${reference}`) !== undefined]).toEqual([reference, true]);
    }
  });

  test('says of every error that it is problem+json, with an example for each code, at its status', () => {
    for (const { method, path, spec } of shop.operations) {
      for (const [status, response] of Object.entries<Node>(spec.responses)) {
        if (Number(status) < 400 || path === '/readyz') continue;
        const media = response.content?.['application/problem+json'];
        expect([`${method} ${path} ${status}`, media !== undefined]).toEqual([
          `${method} ${path} ${status}`,
          true,
        ]);
        for (const code of Object.keys(media.examples)) {
          expect(problems[code as keyof typeof problems][0]).toBe(Number(status));
        }
      }
    }
  });

  test('says who may call: a token where one is needed, 403 where the role decides', () => {
    for (const { method, path, spec } of shop.operations) {
      const says = (pattern: RegExp) => pattern.test(spec.description);
      const needsToken = spec.security.length === 1;
      const where = `${method} ${path}`;
      expect([where, says(/^Anyone may call it/m)]).toEqual([where, !needsToken]);
      const refuses = '403' in spec.responses && where !== 'GET /products';
      expect([where, says(/^For .* answered 403/m)]).toEqual([where, refuses]);
    }
    // Anyone may read the list; what was taken out of the shop is for administrators.
    expect(Object.keys(shop.document.paths['/products'].get.responses)).toEqual(
      expect.arrayContaining(['401', '403']),
    );
    expect(shop.document.paths['/products'].post.description).toMatch(/administrators/);
    expect(shop.document.paths['/cart'].get.description).toMatch(/customers/);
  });

  test('names every operation, every body and every answer', () => {
    const ids = shop.operations.map(({ spec }) => spec.operationId);
    expect(new Set(ids).size).toBe(shop.operations.length);
    for (const { method, path, spec } of shop.operations) {
      const bodies = [spec.requestBody, ...Object.values(spec.responses)];
      const schemas = bodies.flatMap((body: Node) => Object.values(body?.content ?? {}));
      for (const { schema } of schemas as Node[]) {
        if (schema.type === 'string') continue;
        const parts = schema.oneOf ?? [schema];
        expect([method, path, parts.filter((part: Node) => !part.$ref)]).toEqual([method, path, []]);
      }
    }
    const described = shop.operations.flatMap(({ spec }) => Object.values<Node>(spec.responses));
    expect(described.filter(({ description }) => description === 'Default Response')).toEqual([]);
  });

  test('has a schema for each error code, with the members that it brings', () => {
    const { schemas } = shop.document.components;
    for (const { path, spec } of shop.operations) {
      for (const [status, response] of Object.entries<Node>(spec.responses)) {
        const media = response.content?.['application/problem+json'];
        if (!media) continue;
        const parts: Node[] = media.schema.oneOf ?? [media.schema];
        const codes = parts.map(({ $ref }) => at(shop.document, $ref).allOf[1].properties.code.const);
        expect(codes).toEqual(Object.keys(media.examples));
        for (const { value } of Object.values<Node>(media.examples)) {
          expect(value).toMatchObject({ status: Number(status), instance: expect.stringMatching(/^\//) });
          expect(new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(value.instance)).toBe(true);
        }
      }
    }
    expect(schemas.ProblemCode.enum).toEqual(Object.keys(problems));
    expect(schemas.InsufficientStockProblem.allOf[1].properties.items.items.required).toEqual([
      'productId',
      'requested',
      'available',
    ]);
  });

  test('declares what is answered before an operation is reached', async () => {
    for (const { method, path, spec } of shop.operations) {
      const url = path.replace(/\{\w+\}/g, randomUUID());
      const call = { method: method as Method, url };
      // Each answer is held against the document where it is received.
      const csv = await shop.admin.send({ ...call, headers: { accept: 'text/csv' } });
      const offered = Object.keys(spec.responses[200]?.content ?? {});
      const isJson = offered.every((type) => type.endsWith('json'));
      if (isJson) expect([method, path, csv.status]).toEqual([method, path, 406]);
      if (path.includes('{')) {
        const long = await shop.admin.send({ ...call, url: path.replace(/\{\w+\}/g, 'x'.repeat(200)) });
        expect([method, path, long.status]).toEqual([method, path, 414]);
      }
      // Its bodies are bytes, whatever they are called: their signature judges them.
      if (method === 'GET' || path === '/payment-webhooks/{provider}') continue;
      const caller = /^\/(cart|orders$|orders\/claims|addresses|me\/)/.test(path) ? buyer : shop.admin;
      const cut = await caller.send({ ...call, body: '{', headers: { 'content-type': 'application/json' } });
      expect([method, path, cut.status, cut.body.code]).toEqual([method, path, 400, 'malformed_body']);
      const text = await caller.send({ ...call, body: 'x', headers: { 'content-type': 'text/plain' } });
      expect([method, path, text.status]).toEqual([method, path, 415]);
      expect(Object.keys(spec.responses)).toEqual(expect.arrayContaining(['408', '431', '500', '503']));
    }
  });

  test('leaves out what a request may leave out', () => {
    const { paths } = shop.document;
    for (const { spec } of shop.operations) {
      for (const parameter of (spec.parameters ?? []) as Node[]) {
        if ('default' in parameter.schema) expect(parameter.required).toBe(false);
      }
    }
    for (const [name, { properties = {}, required = [] }] of Object.entries<Node>(
      shop.document.components.schemas,
    ))
      for (const member of name.endsWith('Request') ? required : [])
        expect(properties[member], `${name}.${member}`).not.toHaveProperty('default');
    const { SecretRotationRequest, WebhookReplayRequest } = shop.document.components.schemas;
    expect(SecretRotationRequest.required ?? []).toEqual([]);
    expect(WebhookReplayRequest.required).toEqual(['from', 'to']);
    expect(paths['/orders'].post.requestBody.required).toBe(false);
    expect(paths['/logout'].post.requestBody.required).toBe(false);
    expect(paths['/login'].post.requestBody.required).toBe(true);
  });

  test('fills in no Idempotency-Key, which would make the second order a repeat', () => {
    const [key] = shop.document.paths['/orders'].post.parameters;
    expect(key.name).toBe('idempotency-key');
    expect([key.example, key.examples, key.schema.examples]).toEqual([undefined, undefined, undefined]);
  });

  test('names the demo login and a product only where it is told them', async () => {
    const login = shop.document.paths['/login'].post.requestBody.content['application/json'];
    expect(login.example.email).toBe('ada@example.org');
    const examples = { email: 'demo@shop.example', password: 'demo-password', productId: shop.anyone.id };
    const demo = await openShop({ DOCS_EXAMPLES: JSON.stringify(examples) });
    const { paths } = demo.document;
    await demo.close();
    const filled = (path: string, method: string) =>
      paths[path][method].requestBody.content['application/json'].example;
    expect(filled('/login', 'post')).toEqual({ email: examples.email, password: examples.password });
    expect(filled('/cart/items', 'post')).toEqual({ productId: examples.productId, quantity: 1 });
    const [id] = paths['/products/{id}'].get.parameters;
    expect([id.name, id.example]).toEqual(['id', examples.productId]);
  });

  test('refuses unknown members in every body', () => {
    for (const { method, path, spec } of shop.operations) {
      const schema = spec.requestBody?.content?.['application/json']?.schema;
      if (!schema) continue;
      const object = at(shop.document, schema.$ref);
      expect([method, path, object.additionalProperties]).toEqual([method, path, false]);
    }
  });

  test('has an example for every member of a body that a person would have to guess', () => {
    for (const member of Object.values<Node>(shop.document.components.schemas.LoginRequest.properties))
      expect(member.examples?.length).toBeGreaterThan(0);
  });
});
