import { html } from '../../markup/html.ts';
import { card, operatorPage } from './layout.ts';

/** There is nothing of that kind at this address. */
export function missingPage(title: string, path: string, words: string): string {
  const content = card({ id: 'missing', title, content: html`<p><a href="${path}">${words}</a></p>` });
  return operatorPage({ title, content: html`<div class="grid">${content}</div>` });
}
