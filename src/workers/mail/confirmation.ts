import { oneLine } from '../../mail-sender.ts';
import { formatMoney } from '../../markup/format-money.ts';
import { html } from '../../markup/html.ts';
import type { OrderForMail } from '../sql/read-orders-for-mail.ts';

export interface MailContent {
  subject: string;
  text: string;
  html: string;
}

const placedFormat = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const cell = 'padding:8px 12px;border-bottom:1px solid #e4e7eb;';
const right = `${cell}text-align:right;white-space:nowrap;`;

/** The confirmation of an order, as HTML and as text for those who read that. */
export function confirmationMail(order: OrderForMail, publicUrl: string): MailContent {
  const link = `${publicUrl}/orders/${order.id}`;
  const money = (minorUnits: number): string => formatMoney(minorUnits, order.currency);
  const placed = `${placedFormat.format(order.placedAt)} UTC`;
  const name = oneLine(order.customer.name);
  const greeting = name === '' ? 'Hello,' : `Hello ${name},`;

  const lines = order.items.map(
    (item) =>
      `${oneLine(item.name)} (${oneLine(item.sku)})\n    ${item.quantity} x ${money(item.unitPrice)} = ${money(item.lineTotal)}`,
  );
  const text = `${greeting}

thank you for your order. We have it, and this is what is in it:

${lines.join('\n')}

Total: ${money(order.total)}

Order:  ${order.id}
Placed: ${placed}
Look it up: ${link}
`;

  const rows = order.items.map(
    (item) => html`
      <tr>
        <td style="${cell}">${oneLine(item.name)}<br><span style="color:#66707c;font-size:13px">${oneLine(item.sku)}</span></td>
        <td style="${right}">${item.quantity}</td>
        <td style="${right}">${money(item.unitPrice)}</td>
        <td style="${right}">${money(item.lineTotal)}</td>
      </tr>`,
  );
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Your order</title></head>
<body style="margin:0;padding:24px;background:#f4f5f7;font-family:Helvetica,Arial,sans-serif;color:#1d2733;font-size:15px;line-height:1.5">
  <div style="max-width:640px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">
    <h1 style="margin:0 0 16px;font-size:20px">Thank you for your order</h1>
    <p>${greeting}</p>
    <p>We have your order of ${placed}. This is what is in it:</p>
    <table role="presentation" style="width:100%;border-collapse:collapse;font-size:14px">
      <thead>
        <tr style="color:#66707c;font-size:13px">
          <th style="${cell}text-align:left">Item</th>
          <th style="${right}">Quantity</th>
          <th style="${right}">Price</th>
          <th style="${right}">Sum</th>
        </tr>
      </thead>
      <tbody>${rows}
      </tbody>
      <tfoot>
        <tr style="font-weight:bold">
          <td style="${cell}" colspan="3">Total</td>
          <td style="${right}">${money(order.total)}</td>
        </tr>
      </tfoot>
    </table>
    <p style="margin:24px 0"><a href="${link}" style="display:inline-block;padding:10px 18px;background:#1f5fbf;color:#ffffff;text-decoration:none;border-radius:6px">Look at the order</a></p>
    <p style="margin:0;color:#66707c;font-size:13px">Order ${order.id}<br>${link}</p>
  </div>
</body>
</html>
`;
  return { subject: `Your order ${order.id}`, text, html: page.text };
}
