import { type MailSender, oneLine } from '../../mail/sender.ts';
import { formatInstant } from '../../markup/format-instant.ts';
import { formatMoney } from '../../markup/format-money.ts';
import { html } from '../../markup/html.ts';
import { orderNumber } from '../../orders/order-number.ts';
import type { OrderForMail } from '../sql/read-orders-for-mail.ts';
import { personName } from './person-name.ts';

export interface MailContent {
  subject: string;
  text: string;
  html: string;
}

export interface ConfirmationSettings {
  shop: MailSender;
  /** Where the order can be looked at; undefined where nowhere. */
  link: string | undefined;
}

const soft = 'color:#66707c;font-size:13px';
const cell = 'padding:8px 0;border-bottom:1px solid #e4e7eb;vertical-align:top;';
const sum = `${cell}padding-left:12px;text-align:right;white-space:nowrap;`;

/** The confirmation of an order, as HTML and as text for those who read that. */
export function confirmationMail(order: OrderForMail, { shop, link }: ConfirmationSettings): MailContent {
  const money = (minorUnits: number): string => formatMoney(minorUnits, order.currency);
  const number = orderNumber(order.id);
  const placed = formatInstant(order.placedAt);
  const name = personName(order.customer.name);
  const greeting = name === '' ? 'Hello,' : `Hello ${name},`;
  const next = `We now get it ready for you. You need to do nothing more; if anything is not as it should be, tell us the order number ${number}.`;
  const signature = [shop.name, shop.address].filter(Boolean);

  const lines = order.items.map(
    (item) =>
      `${oneLine(item.name)} (${oneLine(item.sku)})\n    ${item.quantity} x ${money(item.unitPrice)} = ${money(item.lineTotal)}`,
  );
  const text = `${greeting}

thank you for your order. We have it, and this is what is in it:

${lines.join('\n')}

Total: ${money(order.total)}

What happens next: ${next}

Order:  ${number}
Placed: ${placed}
${link === undefined ? '' : `Look at it: ${link}\n`}
-- ${signature.map((line) => `\n${line}`).join('')}
Id of the order: ${order.id}
`;

  const rows = order.items.map(
    (item) => html`
      <tr>
        <td style="${cell}overflow-wrap:anywhere;word-break:break-word">${oneLine(item.name)}<br><span style="${soft}">${oneLine(item.sku)}<br>${item.quantity} &times; ${money(item.unitPrice)}</span></td>
        <td style="${sum}">${money(item.lineTotal)}</td>
      </tr>`,
  );
  const brand =
    shop.name === '' ? [] : html`<p style="margin:0 0 12px;font-weight:bold;color:#66707c">${shop.name}</p>`;
  const button =
    link === undefined
      ? []
      : html`<p style="margin:24px 0"><a href="${link}" style="display:inline-block;padding:10px 18px;background:#1f5fbf;color:#ffffff;text-decoration:none;border-radius:6px">Look at the order</a></p>`;
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Your order ${number}</title></head>
<body style="margin:0;padding:16px 12px;background:#f4f5f7;font-family:Helvetica,Arial,sans-serif;color:#1d2733;font-size:15px;line-height:1.5">
  <div style="max-width:560px;margin:0 auto;padding:20px;background:#ffffff;border-radius:8px">
    ${brand}
    <h1 style="margin:0 0 16px;font-size:20px">Thank you for your order</h1>
    <p>${greeting}</p>
    <p>We have your order <strong style="white-space:nowrap">${number}</strong> of ${placed}. This is what is in it:</p>
    <table role="presentation" style="width:100%;border-collapse:collapse;font-size:14px">
      <tbody>${rows}
      </tbody>
      <tfoot>
        <tr style="font-weight:bold">
          <td style="${cell}">Total</td>
          <td style="${sum}">${money(order.total)}</td>
        </tr>
      </tfoot>
    </table>
    <h2 style="margin:20px 0 4px;font-size:15px">What happens next</h2>
    <p style="margin:0">${next}</p>
    ${button}
    <p style="margin:24px 0 0;${soft};overflow-wrap:anywhere">${signature.map((line) => html`${line}<br>`)}Id of the order: ${order.id}</p>
  </div>
</body>
</html>
`;
  return { subject: `Your order ${number} (${order.id})`, text, html: page.text };
}
