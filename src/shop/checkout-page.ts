import { countryName } from '../addresses/countries.ts';
import { formatMoney } from '../markup/format-money.ts';
import { Html, html } from '../markup/html.ts';
import type { OfferedMethod, Quote } from './api-answers.ts';
import { type CheckoutForm, costsOf } from './checkout-form.ts';
import { costRows } from './cost-rows.ts';
import { countryField, couponField, type Faults, noteField, textField } from './fields.ts';
import { notice, type ShopPage } from './layout.ts';
import { providerChoices } from './payment-words.ts';

export interface CheckoutView {
  form: CheckoutForm;
  /** Undefined until it is known where it goes. */
  quote?: Quote | undefined;
  /** Names of payment providers that may be chosen. */
  providers: readonly string[];
  faults?: Faults;
  /** What is to be read first. */
  told?: { words: string | Html; mood: 'bad' | 'good' } | undefined;
}

/**
 * One form from the address to the order. Without scripts: what it costs is asked for by a button, and the button that
 * orders sends the total that was shown.
 */
export function checkoutPage({ form, quote, providers, faults = {}, told }: CheckoutView): ShopPage {
  const shown = quote && { ...form, expectedTotal: String(quote.total), quoted: costsOf(form) };
  const hidden = (['key', 'expectedTotal', 'quoted'] as const).map(
    (name) => html`<input type="hidden" name="${name}" value="${(shown ?? form)[name]}">`,
  );
  const further = quote
    ? html`${methodChoices(quote.shippingMethods, form)}${providerChoices(providers, form.provider)}`
    : html`<p class="soft">Shipping and payment come next.</p>`;
  return {
    title: 'Check out',
    content: html`${notice(told?.words, told?.mood)}<h1>Check out</h1>
<form method="post" action="/shop/checkout">${hidden}
<div class="two">
<div>
${destination(form, faults, quote !== undefined)}
${further}
</div>
<section class="sheet stay" aria-label="What it costs">
${couponField(form, faults)}${quote ? summary(quote) : html`<button class="main wide" name="do" value="quote">Go on</button>`}
<p class="small"><a href="/shop/cart">Back to the cart</a></p>
</section>
</div>
</form>`,
  };
}

/** @param isQuoted folds it up where it is whole: what is to be chosen next is then in sight on a phone */
function destination(form: CheckoutForm, faults: Faults, isQuoted: boolean): Html {
  const text = (name: Parameters<typeof textField>[0]) => textField(name, form, faults);
  const fields = html`${text('email')}${text('name')}${text('line1')}${text('line2')}
<div class="row">${text('postalCode')}${text('city')}</div>
<div class="row">${text('region')}${countryField(form, faults)}</div>
${noteField(form, faults)}`;
  const { name, line1, city, country, email } = form;
  const parts = [name, line1, city, country && countryName(country)];
  const isWhole = [...parts, email].every((part) => part !== '') && Object.keys(faults).length === 0;
  if (!isQuoted || !isWhole)
    return html`<fieldset class="sheet"><legend>Where it goes</legend>\n${fields}</fieldset>`;
  return html`<fieldset class="sheet"><legend>Where it goes</legend>
<details><summary>${parts.join(', ')} <u>Change</u></summary>
${fields}</details></fieldset>`;
}

function methodChoices(methods: readonly OfferedMethod[], { shippingMethodId }: CheckoutForm): Html {
  if (methods.length === 0) return html``;
  const choices = methods.map(
    ({ id, name, description, price, currency }) =>
      html`<label class="choice"><input type="radio" name="shippingMethodId" value="${id}"${new Html(id === shippingMethodId ? ' checked' : '')}><span>${name}<br><span class="soft small">${description}</span></span><span class="price">${price === 0 ? 'Free' : formatMoney(price, currency)}</span></label>\n`,
  );
  return html`<fieldset class="sheet"><legend>How it is sent</legend>\n${choices}</fieldset>\n`;
}

/** Lines that are listed beside the form. */
const MAX_LINES = 50;

function summary(quote: Quote): Html {
  const { items, currency, total } = quote;
  const lines = items
    .slice(0, MAX_LINES)
    .map(
      ({ name, quantity, lineTotal }) =>
        html`<tr><th scope="row">${quantity} × ${name}</th><td>${formatMoney(lineTotal, currency)}</td></tr>\n`,
    );
  const hidden = items.length - MAX_LINES;
  const more = hidden > 0 ? html`<tr><th scope="row">and ${hidden} more lines</th><td></td></tr>` : [];
  return html`<button name="do" value="quote" formnovalidate>Update the total</button>
<table><tbody>${lines}${more}</tbody><tbody>${costRows(quote)}</tbody></table>
<button class="main wide" name="do" value="order">Place the order, ${formatMoney(total, currency)}</button>`;
}

/** Nobody knows whether the order was taken: the same request again, under the same key, finds out. */
export function tryAgainPage(form: CheckoutForm, words: string): ShopPage {
  const fields = Object.entries(form).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return {
    title: 'Not now',
    content: html`<h1>Not now</h1>
<p>${words}</p>
<p>You order nothing twice: this asks for the same order again.</p>
<form method="post" action="/shop/checkout">${fields}<button class="main" name="do" value="order">Try again</button></form>`,
  };
}
