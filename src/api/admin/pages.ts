import { type Html, html } from '../../markup/html.ts';
import { htmlDocument, styleElement } from '../../markup/html-document.ts';
import { sourceHash } from '../../markup/source-hash.ts';

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f4f5f7, #14181d); }
main { box-sizing: border-box; width: min(24rem, 100vw - 2rem); padding: 2rem; border-radius: .75rem;
  background: light-dark(#fff, #1d232b); box-shadow: 0 1px 4px #0003; }
h1 { margin: 0 0 1.25rem; font-size: 1.25rem; }
label { display: block; margin-top: 1rem; font-size: .875rem; }
input { box-sizing: border-box; width: 100%; margin-top: .25rem; padding: .6rem .7rem; font: inherit;
  border: 1px solid light-dark(#b8c0cc, #46505e); border-radius: .4rem; background: light-dark(#fff, #14181d); color: inherit; }
button { width: 100%; margin-top: 1.5rem; padding: .65rem; font: inherit; font-weight: 600; border: 0;
  border-radius: .4rem; background: #1f5fbf; color: #fff; cursor: pointer; }
.fault { margin: 0; padding: .6rem .8rem; border-radius: .4rem; background: light-dark(#fde8e8, #4a1d1d); }
a { color: inherit; }
`;

/** For the page's Content-Security-Policy: this style sheet and no other. */
export const pageStyleHash = sourceHash(style);

export function loginPage(form: { next: string; email?: string; fault?: string }): string {
  const fault = form.fault === undefined ? [] : [html`<p class="fault" role="alert">${form.fault}</p>`];
  return page(
    'Log in',
    html`<h1>Holdfast administration</h1>
    ${fault}
    <form method="post" action="/admin/login">
      <input type="hidden" name="next" value="${form.next}">
      <label>E-mail
        <input type="email" name="email" value="${form.email ?? ''}" autocomplete="username" required autofocus maxlength="254">
      </label>
      <label>Password
        <input type="password" name="password" autocomplete="current-password" required maxlength="200">
      </label>
      <button>Log in</button>
    </form>`,
  );
}

/** Asks for the second factor, once the password was right. */
export function codePage(form: { next: string; fault?: string }): string {
  const fault = form.fault === undefined ? [] : html`<p class="fault" role="alert">${form.fault}</p>`;
  return page(
    'Log in',
    html`<h1>The code of your device</h1>
    ${fault}
    <form method="post" action="/admin/login/code">
      <input type="hidden" name="next" value="${form.next}">
      <label>Six digits, or a recovery code
        <input name="code" autocomplete="one-time-code" required autofocus maxlength="40" spellcheck="false">
      </label>
      <button>Log in</button>
    </form>`,
  );
}

export function logoutPage(): string {
  return page(
    'Log out',
    html`<h1>Log out of the administration?</h1>
    <form method="post" action="/admin/logout"><button>Log out</button></form>
    <p><a href="/admin">Back to the overview</a></p>`,
  );
}

function page(title: string, content: Html): string {
  return htmlDocument({
    title: `${title} – Holdfast`,
    head: styleElement(style),
    content: html`<main>\n${content}\n</main>`,
  });
}
