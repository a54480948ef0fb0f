import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemTexts } from '../../../src/api/problem-pages/problem-texts.ts';
import { type ProblemCode, problems } from '../../../src/errors.ts';
import { openShop, type Shop } from '../../setup/api.ts';

const publicUrl = 'https://shop.example/api';
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ PUBLIC_URL: publicUrl, CORS_ORIGINS: 'https://front.example' });
});
afterAll(() => shop.close());

describe('the type of a problem', () => {
  test('leads to what it means, in JSON and as a page, for every code', async () => {
    for (const [code, [status, title]] of Object.entries(problems)) {
      const { when, whatToDo } = problemTexts[code as ProblemCode];
      const answer = await shop.anyone.get(`/problems/${code}`);
      expect(answer.body).toEqual({
        type: `${publicUrl}/problems/${code}`,
        code,
        status,
        title,
        when,
        whatToDo,
      });
      const page = await shop.anyone.get(`/problems/${code}`, browser);
      expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.text).toContain(`<code>${code}</code>, answered with ${status}`);
    }
  });

  test('is below PUBLIC_URL in an answer and in the document’s examples', async () => {
    const { body } = await shop.anyone.get('/products/nothing');
    expect(body.type).toBe(`${publicUrl}/problems/${body.code}`);
    const { type } = body;
    const here = new URL(type).pathname.replace('/api', '');
    expect((await shop.anyone.get(here)).body).toMatchObject({ type, title: body.title });
    const text = JSON.stringify(shop.document);
    expect(text).toContain(`${publicUrl}/problems/validation_failed`);
    expect(text).not.toContain('holdfast.example');
  });
});

test('GET /problems lists every code, and a browser gets a link to each', async () => {
  const { body } = await shop.anyone.get('/problems');
  expect(body.items.map(({ code }: { code: string }) => code)).toEqual(Object.keys(problems));
  const page = await shop.anyone.get('/problems', browser);
  for (const code of Object.keys(problems)) expect(page.text).toContain(`href="/problems/${code}"`);
});

test('an unknown code is 404, and a type that is neither JSON nor HTML is 406', async () => {
  for (const headers of [{}, browser]) {
    const answer = await shop.anyone.get('/problems/%3Cscript%3E', headers);
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  }
  const answer = await shop.anyone.get('/problems/cart_empty', { accept: 'image/png' });
  expect([answer.status, answer.body.code]).toEqual([406, 'not_acceptable']);
});

test('caches keep page and JSON apart, and a page loads and runs nothing', async () => {
  const origin = 'https://front.example';
  const { headers } = await shop.anyone.get('/problems/cart_empty', { ...browser, origin });
  expect(headers.vary).toBe('Origin, Accept');
  expect(headers['cache-control']).toBe('public, max-age=3600');
  expect(headers['content-security-policy']).toMatch(/default-src 'none';style-src 'sha256-/);
});

test.each([
  ['text/html;q=0, application/json', 'application/json'],
  ['application/json, text/html;q=0.1', 'application/json'],
  ['application/json;q=0.5, text/html', 'text/html'],
  ['*/*', 'application/json'],
])('weighs what a client says it prefers: %s', async (accept, type) => {
  const answer = await shop.anyone.get('/problems/cart_empty', { accept });
  expect([answer.status, answer.headers['content-type']]).toEqual([200, `${type}; charset=utf-8`]);
});
