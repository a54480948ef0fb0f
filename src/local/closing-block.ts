import type { DemoLogin } from './demo-accounts.ts';
import { line } from './terminal.ts';

export interface ClosingFacts {
  apiUrl: string;
  mailInboxUrl: string | undefined;
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
    line('API', base),
    line('API docs', `${base}/docs`),
    line('Operators', `${base}/admin (administrator)`),
  ];
  if (facts.mailInboxUrl) lines.push(line('Mail inbox', facts.mailInboxUrl));
  lines.push(line('Logs, data', facts.dataDir), '');
  for (const { role, email, password } of facts.logins ?? []) {
    lines.push(line(role === 'ADMIN' ? 'Administrator' : 'Customer', `${email}  ${password}`));
  }
  if (facts.adminEmail) lines.push(line('Administrator', `${facts.adminEmail}, with ADMIN_PASSWORD`));
  if (facts.logins === undefined) lines.push(line('Demo logins', 'were printed at the first start'));
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

/** For sh, bash and zsh: logs in (or registers, where no login is known), fills the cart, orders. */
function orderCommand(base: string, productId: string, customer: DemoLogin | undefined): string {
  const json = `-H 'content-type: application/json'`;
  const bearer = '-H "authorization: Bearer $T"';
  const token = (call: string) => `T=$(${call} | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`;
  const cart = `curl -sf ${base}/cart/items ${bearer} ${json} -d '{"productId":"${productId}","quantity":1}'`;
  const order = `echo && curl -sf -X POST ${base}/orders ${bearer}`;
  if (customer) {
    const { email, password } = customer;
    const login = `curl -sf ${base}/login ${json} -d '${JSON.stringify({ email, password })}'`;
    return [token(login), cart, order].join(' && ');
  }
  // A throw-away account, with a password that can be read off its address.
  const fields = '\\"email\\":\\"$E\\",\\"password\\":\\"password of $E\\"';
  return [
    'E=first-$(date +%s)@holdfast.example',
    `curl -sf ${base}/register ${json} -d "{${fields},\\"name\\":\\"First Order\\"}"`,
    token(`curl -sf ${base}/login ${json} -d "{${fields}}"`),
    `echo && ${cart}`,
    order,
  ].join(' && ');
}
