import type { FastifyInstance } from 'fastify';
import { ensureAdmin } from '../../../src/accounts/ensure-admin.ts';
import { until } from '../../setup/wait.ts';

export const admin = { email: 'admin@example.com', password: 'a long password' };

export interface Page {
  url: string;
  status: number;
  body: string;
  location: string | undefined;
}

/** An administrator with a session, who opens pages of this API. */
export interface Operator {
  id: string;
  open(url: string): Promise<Page>;
  /** A page with a form. @throws where it has none */
  formOf(url: string): Promise<Page>;
  /** The hidden fields of a page's form for an action, which is what its browser sends beside what is filled in. */
  fieldsOf(page: string): Record<string, string>;
  /** Fills a page's form in and sends it. */
  send(page: Page, fields: Record<string, string>, headers?: Record<string, string>): Promise<Page>;
  /** Presses the button of the page that says what will happen. */
  confirm(page: Page, headers?: Record<string, string>): Promise<Page>;
  /** The overview once it says something; figures are kept for a moment. */
  untilOverview(what: string, says: (page: string) => boolean): Promise<string>;
}

/** The cookie of a session of its administrator, or of somebody else who works here. */
export async function cookieOf(app: FastifyInstance, who = admin): Promise<string> {
  if (who === admin) await ensureAdmin(app.orm.em.fork(), admin);
  const login = await app.inject({
    method: 'POST',
    url: '/admin/login',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    payload: new URLSearchParams(who).toString(),
  });
  return String(login.headers['set-cookie']).split(';')[0]!;
}

export async function logIn(app: FastifyInstance, who = admin): Promise<Operator> {
  const cookie = await cookieOf(app, who);
  const open: Operator['open'] = async (url) => {
    const { statusCode, body, headers } = await app.inject({ url, headers: { cookie, accept: 'text/html' } });
    return { url, status: statusCode, body, location: headers.location };
  };
  const send: Operator['send'] = async ({ body: page }, fields, more = {}) => {
    const url = textOf(formIn(page).action);
    const { statusCode, body, headers } = await app.inject({
      method: 'POST',
      url,
      headers: {
        cookie,
        accept: 'text/html',
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        ...more,
      },
      payload: new URLSearchParams({ ...fieldsOf(page), ...fields }).toString(),
    });
    return { url, status: statusCode, body, location: headers.location };
  };
  const { sub: id } = app.jwt.decode<{ sub: string }>(cookie.split('=')[1] as string) ?? { sub: '' };
  return {
    id,
    open,
    async formOf(url) {
      const page = await open(url);
      formIn(page.body);
      return page;
    },
    fieldsOf,
    send,
    confirm: (page, headers) => send(page, {}, headers),
    untilOverview: (what, says) =>
      until(what, async () => {
        const { body } = await open('/admin/live');
        return says(body) && body;
      }),
  };
}

function formIn(page: string): { action: string; form: string } {
  const [form, action] = /<form class="action" method="post" action="([^"]+)">.*?<\/form>/s.exec(page) ?? [];
  if (form === undefined || action === undefined) throw new Error(`no form in ${textOf(page)}`);
  return { action, form };
}

function fieldsOf(page: string): Record<string, string> {
  const hidden = formIn(page).form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return Object.fromEntries([...hidden].map(([, name = '', value = '']) => [textOf(name), textOf(value)]));
}

/** What a page says, without its markup. */
export function textOf(page: string): string {
  return page
    .replace(/<(style|script)[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

/** The text of one card. */
export function cardOf(page: string, id: string): string {
  const [, card] = new RegExp(`<section[^>]* id="${id}".*?>(.*?)</section>`, 's').exec(page) ?? [];
  if (card === undefined) throw new Error(`no card ${id} in ${page.slice(0, 2_000)}`);
  return textOf(card).trim();
}
