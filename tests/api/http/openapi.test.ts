import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problems } from '../../../src/errors.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { at } from '../../setup/openapi.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
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
