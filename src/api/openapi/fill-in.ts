import type { DocsExamples } from '../../config.ts';
import type { Document } from './document.ts';

/** Fills the requests of a first purchase with what works in this shop, so that each "Try it out" succeeds. */
export function fillIn(document: Document, examples: DocsExamples | undefined): void {
  if (examples === undefined) return;
  const { email, password, productId } = examples;
  const item = { productId, quantity: 1 };
  const filled: [path: string, method: string, body: object][] = [
    ['/login', 'post', { email, password }],
    ['/cart/items', 'post', item],
    ['/cart', 'put', { items: [item] }],
  ];
  for (const [path, method, body] of filled) {
    const media = document.paths[path]?.[method]?.requestBody?.content['application/json'];
    if (media) media.example = body;
  }
  for (const parameter of document.paths['/products/{id}']?.get?.parameters ?? []) {
    if (parameter.name === 'id') parameter.example = productId;
  }
}
