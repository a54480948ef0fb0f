import type { FastifyInstance } from 'fastify';
import { ensureAdmin } from '../../../src/accounts/ensure-admin.ts';
import { until } from '../../setup/wait.ts';

export const admin = { email: 'admin@example.com', password: 'a long password' };

/** An administrator with a session, who opens pages of this API. */
export interface Operator {
  open(url: string): Promise<{ status: number; body: string; location: string | undefined }>;
  /** The overview once it says something; figures are kept for a moment. */
  untilOverview(what: string, says: (page: string) => boolean): Promise<string>;
}

/** The cookie of a session of its administrator. */
export async function cookieOf(app: FastifyInstance): Promise<string> {
  await ensureAdmin(app.orm.em.fork(), admin);
  const login = await app.inject({
    method: 'POST',
    url: '/admin/login',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    payload: new URLSearchParams(admin).toString(),
  });
  return String(login.headers['set-cookie']).split(';')[0]!;
}

export async function logIn(app: FastifyInstance): Promise<Operator> {
  const cookie = await cookieOf(app);
  const open: Operator['open'] = async (url) => {
    const { statusCode, body, headers } = await app.inject({ url, headers: { cookie, accept: 'text/html' } });
    return { status: statusCode, body, location: headers.location };
  };
  return {
    open,
    untilOverview: (what, says) =>
      until(what, async () => {
        const { body } = await open('/admin/live');
        return says(body) && body;
      }),
  };
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
