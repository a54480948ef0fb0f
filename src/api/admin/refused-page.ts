import { html } from '../../markup/html.ts';
import { card, operatorPage } from './layout.ts';

/** This page is not for whoever asks: somebody else has to let them. */
export function refusedPage(scope: string): string {
  const content = card({
    id: 'refused',
    title: 'This page is not for you',
    content: html`<p>It needs the right <span class="mono">${scope}</span>, which an administrator can give.</p>`,
  });
  return operatorPage({
    title: 'This page is not for you',
    content: html`<div class="narrow">${content}</div>`,
  });
}
