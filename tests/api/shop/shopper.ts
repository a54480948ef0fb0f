import type { FastifyInstance } from 'fastify';
import { textOf } from '../admin/operator.ts';

export interface ShopPage {
  url: string;
  status: number;
  html: string;
  /** What it says, without its markup. */
  text: string;
  headers: Record<string, string | string[] | number | undefined>;
}

/** A browser that keeps cookies, follows redirects inside the shop, and sends forms as they stand in the page. */
export interface Shopper {
  readonly cookies: Map<string, string>;
  open(url: string): Promise<ShopPage>;
  /** @param fields what is filled in beside what the form holds; the button's own name and value are among them */
  send(page: ShopPage, action: string, fields: Record<string, string>): Promise<ShopPage>;
  /** A form that was made up. */
  post(url: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<ShopPage>;
}

export function newShopper(app: FastifyInstance): Shopper {
  const cookies = new Map<string, string>();
  const request = async (
    method: 'GET' | 'POST',
    url: string,
    more: { headers?: Record<string, string>; payload?: string } = {},
  ): Promise<ShopPage> => {
    const answer = await app.inject({
      method,
      url,
      ...(more.payload === undefined ? {} : { payload: more.payload }),
      headers: {
        accept: 'text/html',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...more.headers,
      },
    });
    for (const { name, value } of answer.cookies) {
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    if (answer.statusCode === 303) return request('GET', answer.headers.location as string);
    const { statusCode: status, payload: html, headers } = answer;
    return { url, status, html, text: textOf(html).trim(), headers };
  };
  const post: Shopper['post'] = (url, fields, headers = { 'sec-fetch-site': 'same-origin' }) =>
    request('POST', url, {
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    });
  return {
    cookies,
    open: (url) => request('GET', url),
    post,
    send: (page, action, fields) => post(action, { ...fieldsOf(page, action), ...fields }),
  };
}

/** What the form of a page sends as it stands: hidden fields, texts, what is chosen. */
function fieldsOf({ html, text }: ShopPage, action: string): Record<string, string> {
  const form = html.split('<form ').find((part) => part.includes(` action="${action}"`));
  if (form === undefined) throw new Error(`no form for ${action} in ${text}`);
  const [inside = ''] = form.split('</form>');
  const fields: Record<string, string> = {};
  for (const [tag] of inside.matchAll(/<input [^>]*>/g)) {
    const read = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
    const name = read('name');
    if (name === undefined || (read('type') === 'radio' && !tag.includes(' checked'))) continue;
    fields[name] = textOf(read('value') ?? '');
  }
  for (const [, name = '', value = ''] of inside.matchAll(/<textarea [^>]*name="(\w+)"[^>]*>([^<]*)</g))
    fields[name] = textOf(value);
  for (const [, name = '', options = ''] of inside.matchAll(/<select [^>]*name="(\w+)".*?>(.*?)<\/select>/gs))
    fields[name] = /value="(\w*)" selected/.exec(options)?.[1] ?? '';
  return fields;
}
