import { limits } from '../limits.ts';
import { type Html, html } from '../markup/html.ts';
import type { Account } from './api-answers.ts';
import { notice, type ShopPage } from './layout.ts';

/** What a form of this page was sent with, but for the password. */
export interface AccountForm {
  email: string;
  name: string;
}

/** What did not hold, beside the fields that it is about. */
export interface AccountFault {
  /** Which of the two forms. */
  of: 'login' | 'register';
  words: string | undefined;
  fields: Readonly<Record<string, string>>;
}

const noForm: AccountForm = { email: '', name: '' };

/** Who is logged in, and the way out. */
export function accountPage({ name, email }: Account): ShopPage {
  return {
    title: 'Account',
    content: html`<h1>Account</h1>
<section class="sheet" aria-label="Who you are">
<p><strong>${name}</strong><br>${email}</p>
<p><a href="/shop/orders">Your orders</a></p>
<form method="post" action="/shop/logout"><button>Log out</button></form>
</section>`,
  };
}

/** For whoever is not logged in: the way in, and an account for those who have none. */
export function loginPage(form: AccountForm = noForm, fault?: AccountFault): ShopPage {
  const told = (of: AccountFault['of']) => (fault?.of === of ? fault : undefined);
  const [login, register] = [told('login'), told('register')];
  return {
    title: 'Log in',
    content: html`<h1>Your account</h1>
<div class="two even">
<section class="sheet" aria-label="Log in">
<h2>Log in</h2>
${notice(login?.words)}<form method="post" action="/shop/login">
${field({ name: 'email', label: 'E-mail', of: 'login', type: 'email', autocomplete: 'username', max: limits.email }, form.email, login)}${passwordField('login', login)}<button class="main wide">Log in</button>
</form>
<p class="soft small">What is in your cart stays in it.</p>
</section>
<section class="sheet" aria-label="Make an account">
<h2>New here?</h2>
${notice(register?.words)}<form method="post" action="/shop/register">
${field({ name: 'name', label: 'Name', of: 'register', type: 'text', autocomplete: 'name', max: 200 }, form.name, register)}${field({ name: 'email', label: 'E-mail', of: 'register', type: 'email', autocomplete: 'username', max: limits.email }, form.email, register)}${passwordField('register', register)}<button class="wide">Make an account</button>
</form>
<p class="soft small">Cart and orders of this browser become those of the account.</p>
</section>
</div>`,
  };
}

interface Field {
  name: string;
  label: string;
  /** Its form: both have an e-mail address. */
  of: AccountFault['of'];
  type: 'email' | 'password' | 'text';
  autocomplete: string;
  max: number;
  min?: number;
}

function field(
  { name, label, of, type, autocomplete, max, min }: Field,
  value: string,
  fault?: AccountFault,
): Html {
  const id = `${of}-${name}`;
  const wrong = fault?.fields[name];
  const least = min === undefined ? [] : html` minlength="${min}"`;
  const mark = wrong === undefined ? [] : html` aria-invalid="true" aria-describedby="${id}-fault"`;
  const words =
    wrong === undefined ? [] : html`\n<span class="fault" id="${id}-fault">${label} ${wrong}.</span>`;
  return html`<div class="field"><label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="${type}" value="${value}" required maxlength="${max}"${least} autocomplete="${autocomplete}"${mark}>${words}</div>\n`;
}

/** Never filled in again: a page holds no password. */
function passwordField(of: AccountFault['of'], fault: AccountFault | undefined): Html {
  const { min, max } = limits.password;
  const isNew = of === 'register';
  const known = { name: 'password', label: 'Password', of, type: 'password', max } as const;
  const asked = isNew
    ? { ...known, autocomplete: 'new-password', min }
    : { ...known, autocomplete: 'current-password' };
  return field(asked, '', fault);
}
