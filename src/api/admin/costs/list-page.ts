import { Html, html } from '../../../markup/html.ts';
import type { SettingsRow } from '../../../rates/settings.ts';
import { card, operatorPage } from '../layout.ts';
import type { CostKind } from './cost-kind.ts';

/** Its first is the navigation's entry for all of them. */
const lists: readonly (readonly [path: string, title: string])[] = [
  ['/admin/shipping-methods', 'Shipping methods'],
  ['/admin/tax-rates', 'Tax rates'],
  ['/admin/coupons', 'Coupons'],
  ['/admin/discounts', 'Automatic discounts'],
];

/** Before `one`, as English has it. */
const article = (one: string) => (/^[aeiou]/.test(one) ? 'an' : 'a');

/** One kind of what orders cost beside their goods, the newest first. */
export function costListPage<Row extends SettingsRow, View extends { version: number }>(
  kind: CostKind<Row, View>,
  { items, nextCursor }: { items: readonly Row[]; nextCursor: string | null },
  notice: Html | Html[],
): string {
  const { path, one, columns, tools = [] } = kind;
  const title = lists.find(([address]) => address === path)?.[1] ?? one;
  const tabs = lists.map(
    ([address, words]) =>
      html`<a href="${address}"${new Html(address === path ? ' aria-current="true"' : '')}>${words}</a>`,
  );
  const rows = items.map((row) => {
    const name = kind.nameOf(row);
    return html`<tr><th scope="row" class="any"><a href="${path}/${row.id}/change">${name}</a></th>
${kind.cells(row)}<td class="number"><a href="${path}/${row.id}/remove" aria-label="Remove ${name}">Remove</a></td></tr>`;
  });
  const table = html`<div class="scroll"><table>
<thead><tr><th scope="col">Name</th>${columns}<th></th></tr></thead><tbody>${rows}</tbody></table></div>`;
  const next = nextCursor
    ? html`<p class="pages"><a rel="next" href="${path}?cursor=${nextCursor}">Next page</a></p>`
    : [];
  const content = card({
    id: 'costs',
    title,
    content: html`<div class="tools"><nav class="tabs" aria-label="What orders cost">${tabs}</nav><a class="button primary" href="${path}/add">Add ${article(one)} ${one}</a>${tools}</div>
${rows.length === 0 ? html`<p class="soft">None so far.</p>` : html`${table}${next}`}`,
  });
  return operatorPage({
    title,
    here: lists[0]?.[0] ?? path,
    content: html`${notice}<div class="grid">${content}</div>`,
  });
}
