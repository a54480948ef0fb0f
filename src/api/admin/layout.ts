import type { Scope } from '../../accounts/scopes.ts';
import { Html, html } from '../../markup/html.ts';
import { htmlDocument, styleElement } from '../../markup/html-document.ts';
import type { Health, Level } from './health.ts';
import { places } from './places.ts';
import { style } from './style.ts';

export interface OperatorPage {
  title: string;
  /** Address of the page's own entry in the navigation. */
  here?: string;
  /** More for the head: a script, a refresh. */
  head?: Html | Html[];
  content: Html | Html[];
}

/** A page for operators: header, navigation, the search for an order, and the content. */
export function operatorPage({ title, here, head = [], content }: OperatorPage): string {
  const links = places.map(
    ([path, name, scope]) =>
      html`<a${scopeMark(scope)} href="${path}"${new Html(path === here ? ' aria-current="page"' : '')}>${name}</a>`,
  );
  return htmlDocument({
    title: `${title} – Holdfast`,
    head: [styleElement(style), ...[head].flat()],
    content: html`<a class="skip" href="#content">To the content</a>
<div class="top"><div class="wrap">
<a class="brand" href="/admin"><svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path d="M3 1h4v6h4V1h4v16h-4v-6H7v6H3z"/></svg>Holdfast</a>
<nav aria-label="Administration">${links}</nav>
<form${scopeMark('orders:read')} class="find" role="search" action="/admin/orders"><input name="find" type="search" required maxlength="254" placeholder="Number, e-mail or SKU" aria-label="Order number, its last six characters, e-mail or SKU"><button>Find</button></form>
</div></div>
<main class="wrap" id="content">
${content}</main>`,
  });
}

/** Of a link or a form that is for operators with this scope alone; the first attribute of it. */
export function scopeMark(scope: Scope | null): Html {
  return scope === null ? html`` : html` data-scope="${scope}"`;
}

export interface Card {
  id: string;
  title: string | Html;
  /** Columns of a wide screen: all of them unless told. */
  width?: 'half' | 'third' | 'two-thirds';
  health?: Health;
  content: Html | Html[];
}

const levelWords: Record<Level, string> = {
  ok: 'Fine',
  degraded: 'Behind',
  critical: 'Trouble',
  unknown: 'Unknown',
};

/** One subject: its name, how it is in one word and in plain words, and its figures. */
export function card({ id, title, width, health, content }: Card): Html {
  const pill = health
    ? html`<span class="pill is-${health.level}">${health.label ?? levelWords[health.level]}</span>`
    : [];
  const words = health ? html`<p class="words">${health.words}</p>` : [];
  return html`<section class="card ${width ?? ''} ${health ? `is-${health.level}` : ''}" id="${id}" data-live aria-labelledby="${id}-title">
<header><h2 id="${id}-title">${title}</h2>${pill}</header>
${words}
${content}
</section>
`;
}

/** Figures in a row, the first of them large where that is asked for. */
export function figures(
  entries: readonly (readonly [name: string, value: string | Html, big?: 'big'])[],
): Html {
  const rows = entries.map(
    ([name, value, big]) => html`<div class="${big ?? ''}"><dt>${name}</dt><dd>${value}</dd></div>`,
  );
  return html`<dl class="figures">${rows}</dl>`;
}

/** Names and values below each other. */
export function list(entries: readonly (readonly [name: string, value: string | Html])[]): Html {
  return html`<dl class="list">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** An instant, for people and for machines. */
export function time(at: Date, form: 'full' | 'clock' = 'full'): Html {
  const iso = at.toISOString();
  const text = form === 'full' ? `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC` : iso.slice(11, 19);
  return html`<time datetime="${iso}">${text}</time>`;
}
