import { renderSVG } from 'uqr';
import { Html, html } from '../../../markup/html.ts';
import type { FactorState } from '../../../staff/second-factor/second-factor.ts';
import { counted } from '../format.ts';
import { card, list, operatorPage } from '../layout.ts';

export const accountPath = '/admin/account';

export interface OwnAccount {
  email: string;
  role: 'ADMIN' | 'STAFF';
  scopes: readonly string[];
  factor: FactorState;
}

const faultNotice = (fault: string | undefined) =>
  fault === undefined ? [] : html`<p class="notice is-critical" role="alert">${fault}</p>`;

/** An operator's own account: what they may do, and their second factor. */
export function accountPage(account: OwnAccount, fault?: string): string {
  const { email, role, scopes, factor } = account;
  const who = card({
    id: 'account',
    title: 'Account',
    width: 'third',
    content: list([
      ['E-mail', email],
      ['Role', role === 'ADMIN' ? 'administrator' : 'staff'],
      ['May', role === 'ADMIN' ? 'everything' : scopes.join(', ') || 'nothing yet'],
    ]),
  });
  const second = card({
    id: 'second-factor',
    title: 'Second factor',
    width: 'two-thirds',
    health: factor.isOn
      ? { level: 'ok', label: 'On', words: `A login asks for a code of your device. ${leftWords(factor)}` }
      : { level: 'degraded', label: 'Off', words: 'Whoever knows your password can log in.' },
    content: factor.isOn ? onForms() : offForm(),
  });
  return page('Account', html`${faultNotice(fault)}<div class="grid">${who}${second}</div>`);
}

const leftWords = ({ recoveryCodes }: FactorState) =>
  `${counted(recoveryCodes, 'recovery code')} ${recoveryCodes === 1 ? 'is' : 'are'} left.`;

function offForm(): Html {
  return html`<form class="action" method="post" action="${accountPath}/second-factor">
<label class="field"><span>Your password</span><input type="password" name="password" autocomplete="current-password" required maxlength="200"></label>
<p class="buttons"><button class="primary">Set it up</button></p></form>`;
}

function onForms(): Html {
  const code = html`<label class="field"><span>A code of your device, or a recovery code</span><input name="code" autocomplete="one-time-code" required maxlength="40" spellcheck="false"></label>`;
  return html`<form class="action" method="post" action="${accountPath}/recovery-codes">${code}
<p class="buttons"><button>New recovery codes</button></p></form>
<form class="action" method="post" action="${accountPath}/second-factor/remove">${code}
<p class="buttons"><button class="grave">Switch it off</button></p></form>`;
}

/** What the device is to be given, and the first code that it makes. @param uri with the secret */
export function enrolPage({ uri, secret }: { uri: string; secret: string }, fault?: string): string {
  // The white around it is part of the code, also on a dark page.
  const picture = new Html(renderSVG(uri, { ecc: 'M', border: 4, pixelSize: 5 }));
  const content = html`${faultNotice(fault)}<p>Scan this with an authenticator app, or <a href="${uri}">open it</a> on this device.</p>
<p class="qr">${picture}</p>
<p class="soft small any">By hand: <span class="mono" id="secret">${secret.match(/.{1,4}/g)?.join(' ') ?? ''}</span></p>
<form class="action" method="post" action="${accountPath}/second-factor/confirm">
<label class="field"><span>The six digits that it shows</span><input name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="10"></label>
<p class="buttons"><button class="primary">Switch it on</button><a href="${accountPath}">Not now</a></p></form>
<p class="soft small">Your other logins end.</p>`;
  return narrowPage('Set up the second factor', content);
}

/** Shown this once. */
export function recoveryCodesPage(codes: readonly string[]): string {
  const rows = codes.map((code) => html`<li class="mono">${code}</li>`);
  return narrowPage(
    'Recovery codes',
    html`<p>Each is good once, when you do not have your device. Keep them where it is not: nobody can show them again.</p>
<ul class="sentences">${rows}</ul><p class="buttons"><a class="button primary" href="${accountPath}">I have them</a></p>`,
  );
}

function narrowPage(title: string, content: Html): string {
  return page(title, html`<div class="narrow">${card({ id: 'account', title, content })}</div>`);
}

function page(title: string, content: Html): string {
  return operatorPage({ title, here: accountPath, content });
}
