import { expect, test } from 'vitest';
import { html } from '../../src/markup/html.ts';
import { htmlDocument, styleElement } from '../../src/markup/html-document.ts';
import { sourceHash } from '../../src/markup/source-hash.ts';

const hostile = `</title><script>alert('1')</script>"`;

test('a page shows what stands in its title, its attributes and its content as text', () => {
  const page = htmlDocument({
    title: hostile,
    attributes: html` class="${hostile}"`,
    content: html`<p>${hostile}</p>`,
  });
  expect(page).not.toContain('<script>');
  expect(page.match(/&lt;script&gt;alert\(&#39;1&#39;\)/g)).toHaveLength(3);
});

test('the hash of a style sheet is that of what the page holds between its tags', () => {
  const css = 'a > b { content: "&" }';
  const page = htmlDocument({ title: 'T', head: styleElement(css), content: html`` });
  const [, held] = /<style>(.*)<\/style>/s.exec(page) ?? [];
  expect(sourceHash(held ?? '')).toBe(sourceHash(css));
});
