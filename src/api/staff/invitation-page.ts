import { html } from '../../markup/html.ts';
import { plainPage } from '../../markup/plain-page.ts';

/** Asks for a name and a password. Its form goes to an address beside the page's own. */
export function formPage(form: {
  token: string;
  email: string;
  name: string;
  fault: string | undefined;
}): string {
  const fault = form.fault === undefined ? [] : html`<p role="alert"><strong>${form.fault}</strong></p>`;
  return plainPage(
    'Accept the invitation',
    html`<h1>You are invited</h1>
<p class="soft">You get an account with which you work for the shop: ${form.email}</p>
${fault}
<form method="post" action="/staff-invitations/${form.token}/form">
<p><label>Your name<br><input name="name" value="${form.name}" autocomplete="name" required maxlength="200"></label></p>
<p><label>A new password<br><input type="password" name="password" autocomplete="new-password" required minlength="8" maxlength="128"></label></p>
<p><button>Accept</button></p>
</form>`,
  );
}

export function welcomePage(): string {
  return plainPage(
    'Welcome',
    html`<h1>Welcome</h1>\n<p>The account is yours. <a href="/admin/login">Log in</a></p>`,
  );
}
