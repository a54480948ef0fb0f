import { html } from '../../markup/html.ts';
import { plainPage } from '../../markup/plain-page.ts';

/** Asks for a new password. @param action where the form goes, seen from the page's own address */
export function passwordPage(form: { email: string; action: string; fault?: string }): string {
  const fault = form.fault === undefined ? [] : html`<p class="fault" role="alert">${form.fault}</p>`;
  return plainPage(
    'Choose a new password',
    html`<h1>Choose a new password</h1>
<p class="soft">For the account of ${form.email}. All its logins end.</p>
${fault}
<form method="post" action="${form.action}">
<input type="hidden" name="email" value="${form.email}" autocomplete="username">
<label>New password <input type="password" name="password" autocomplete="new-password" required autofocus minlength="8" maxlength="128"></label>
<button>Save it</button>
</form>`,
  );
}

/** Asks whether something is to be done. */
export function confirmPage(form: { title: string; words: string; button: string; action: string }): string {
  return plainPage(
    form.title,
    html`<h1>${form.title}</h1>
<p>${form.words}</p>
<form method="post" action="${form.action}"><button>${form.button}</button></form>`,
  );
}

/** Tells what was done, or why nothing was. */
export function wordsPage(title: string, words: string): string {
  return plainPage(title, html`<h1>${title}</h1>\n<p>${words}</p>`);
}
