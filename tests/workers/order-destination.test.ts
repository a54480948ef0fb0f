import { describe, expect, it } from 'vitest';
import { fullAddress } from '../setup/addresses.ts';
import { setUpWorkshop } from './on-backends.ts';

describe('the mail of an order that names a contact and an address', () => {
  const on = setUpWorkshop(undefined);

  it('goes to the contact and not to the account, and says where the order goes, without a link of a stranger', async () => {
    const { orderId, row } = await on.shop.placeOrder({ email: 'account@example.org', name: 'Ada' });
    await on.shop.pool.query(
      `insert into order_contacts (order_id, email, phone, note) values ($1, 'Contact@Example.org', '1', 'A note')`,
      [orderId],
    );
    const { name, line1, postalCode, city, country, phone } = fullAddress;
    await on.shop.pool.query(
      `insert into order_addresses (order_id, kind, name, company, line1, postal_code, city, country, phone)
       values ($1, 'SHIPPING', $2, 'Win at www.evil.example http://evil.example', $3, $4, $5, $6, $7),
              ($1, 'BILLING', 'The Payer', null, 'Bank 1', null, 'Berlin', 'DE', null)`,
      [orderId, name, line1, postalCode, city, country, phone],
    );
    await on.queues.addBulk([row]);
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    await on.settled(row.id);
    const [mail, ...others] = on.mailServer.mails;
    expect([others, mail!.envelope.to]).toEqual([[], ['Contact@Example.org']]);
    expect(mail!.text).toContain(
      `We deliver to:\n    ${name}\n    Win at www. evil. example http: //evil. example\n    ${line1}\n    ${postalCode} ${city}\n    Poland\n`,
    );
    for (const body of [mail!.text!, mail!.html!]) {
      expect(body).toContain('Hello Ada,');
      expect(body).not.toMatch(/evil\.\S|:\/\/evil|\.evil|The Payer|A note/);
      expect(body).not.toContain(phone);
    }
  });
});
