import { type Html, html } from '../../markup/html.ts';
import { plainPage } from '../../markup/plain-page.ts';
import type { OrderView } from '../../orders/order-view.ts';
import { orderContent } from './page.ts';

export interface ClaimForm {
  /** Where it goes, seen from the page's own address. */
  action: string;
  /** As it was typed. */
  email: string;
  /** Why it was not done. */
  fault?: string;
}

/** The order, and a form that takes it into an account; without one where nobody may. */
export function claimPage(order: OrderView, form: ClaimForm | undefined): string {
  return plainPage(`Order ${order.number}`, html`${orderContent(order)}\n${form ? formOf(form) : []}`);
}

function formOf({ action, email, fault }: ClaimForm): Html {
  const alert = fault === undefined ? [] : html`<p class="fault" role="alert">${fault}</p>`;
  return html`<h2>Take it into your account</h2>
<p class="soft">Then it is listed among your orders. This link is good for that once.</p>
${alert}
<form method="post" action="${action}">
<label>E-mail of your account <input type="email" name="email" value="${email}" autocomplete="username" required maxlength="254"></label>
<label>Password <input type="password" name="password" autocomplete="current-password" required maxlength="128"></label>
<button>Take it</button>
</form>`;
}

/** The order, and that it is theirs now. */
export function claimedPage(order: OrderView): string {
  return plainPage(
    `Order ${order.number}`,
    html`<p role="status"><strong>It is listed among your orders now.</strong></p>\n${orderContent(order)}`,
  );
}
