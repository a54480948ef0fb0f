import type { DemoLogin } from './demo-accounts.ts';
import { line } from './terminal.ts';

export interface ClosingFacts {
  apiUrl: string;
  shopPages: boolean;
  mailInboxUrl: string | undefined;
  paymentSimulatorUrl?: string | undefined;
  /** Undefined where only earlier starts know the passwords. */
  logins: readonly DemoLogin[] | undefined;
  adminEmail: string | undefined;
  productId: string | undefined;
  dataDir: string;
}

/** What a person needs next, and nothing else. */
export function closingBlock(facts: ClosingFacts): string[] {
  const base = reachable(facts.apiUrl);
  const lines = [
    '',
    ...(facts.shopPages ? [line('Shop', `${base}/shop`)] : []),
    line('API', base),
    line('API docs', `${base}/docs, to be read: ${base}/reference`),
    line('Operators', `${base}/admin (administrator)`),
  ];
  if (facts.mailInboxUrl) lines.push(line('Mail inbox', facts.mailInboxUrl));
  if (facts.paymentSimulatorUrl) lines.push(line('Payments', `${facts.paymentSimulatorUrl} (simulator)`));
  lines.push(line('Logs, data', facts.dataDir), '');
  for (const { role, email, password } of facts.logins ?? []) {
    lines.push(line(role === 'ADMIN' ? 'Administrator' : 'Customer', `${email}  ${password}`));
  }
  if (facts.adminEmail) lines.push(line('Administrator', `${facts.adminEmail}, with ADMIN_PASSWORD`));
  if (facts.logins === undefined)
    lines.push(
      line(
        'Demo logins',
        'were printed at the first start; ADMIN_EMAIL and ADMIN_PASSWORD make an administrator',
      ),
    );
  const customer = facts.logins?.find((login) => login.role === 'CUSTOMER');
  if (facts.productId) {
    lines.push('', '  Place an order:', '', orderCommand(base, facts.productId, customer), '');
  }
  return lines;
}

/** A wildcard address is listened on, not called. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0', '//127.0.0.1').replace('//[::]', '//[::1]');
}

/**
 * For sh, bash and zsh: logs in (or registers, where no login is known), fills the cart, orders. Every answer
 * ends its line, and what goes wrong is said: by curl, or by the answer.
 */
function orderCommand(base: string, productId: string, customer: DemoLogin | undefined): string {
  const json = `-H 'content-type: application/json'`;
  const bearer = '-H "authorization: Bearer $T"';
  const call = `curl -sS -w '\\n' ${base}`;
  const cart = `${call}/cart/items ${bearer} ${json} -d '{"productId":"${productId}","quantity":1}'`;
  const order = `${call}/orders -X POST ${bearer}`;
  // Without a token there is an error in its place, or nothing.
  const withToken = `case $T in ''|'{'*) printf '%s\\n' "$T";; *) ${cart}; ${order};; esac`;
  const login = (body: string) =>
    `T=$(curl -sS ${base}/login ${json} -d ${body} | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`;
  if (customer) {
    const { email, password } = customer;
    return `${login(`'${JSON.stringify({ email, password })}'`)}; ${withToken}`;
  }
  // A throw-away account, with a password that can be read off its address.
  const fields = '\\"email\\":\\"$E\\",\\"password\\":\\"password of $E\\"';
  return [
    'E=first-$(date +%s)@holdfast.example',
    `${call}/register ${json} -d "{${fields},\\"name\\":\\"First Order\\"}"`,
    login(`"{${fields}}"`),
    withToken,
  ].join('; ');
}
