import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShop, type Shop } from '../../../setup/api.ts';
import { cardOf, logIn, type Operator } from '../operator.ts';

let shop: Shop;
let operator: Operator;
beforeAll(async () => {
  shop = await openShop();
  operator = await logIn(shop.app);
});
afterAll(() => shop.close());

it('customers are listed page by page and found by a part of name or address; what they wrote is no markup', async () => {
  await shop.pool.query(
    `insert into users (id, email, name, password_hash, role)
     select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'c' || n || '@example.org',
            case when n = 3 then '<i>Zoë</i>' else 'Customer' end, '', 'CUSTOMER'
       from generate_series(1, 60) n`,
  );
  const first = await operator.open('/admin/customers');
  expect(first.body.match(/href="\/admin\/customers\/0/g)).toHaveLength(50);
  const next = /rel="next" href="([^"]+)"/.exec(first.body)![1]!;
  const second = await operator.open(next.replaceAll('&amp;', '&'));
  expect(second.body.match(/href="\/admin\/customers\/0/g)).toHaveLength(10);
  expect(second.body).not.toContain('rel="next"');

  const found = await operator.open(`/admin/customers?q=${encodeURIComponent('zoë')}`);
  expect(cardOf(found.body, 'customers')).toMatch(/<i>Zoë<\/i> c3@example\.org/);
  expect(found.body).not.toContain('<i>');
  expect((await operator.open('/admin/customers?q=nobody')).body).toContain('No customer has this');
  expect((await operator.open('/admin/customers?cursor=x')).status).toBe(400);
});

it('a customer shows what they ordered and spent, each currency by its own decimals', async () => {
  const mug = await shop.product({ price: 1_250 });
  const dinar = await shop.product({ price: 1_250, currency: 'IQD' });
  const buyer = await shop.buyer();
  for (const { id } of [mug, dinar]) {
    await buyer.put('/cart', { items: [{ productId: id, quantity: 2 }] });
    await buyer.post('/orders');
  }
  await shop.pool.query(`update users set name = 'Only One' where id = $1`, [buyer.id]);
  const { body } = await operator.open('/admin/customers?q=only+one');
  expect(cardOf(body, 'customers')).toMatch(/2 £25\.00, IQD\s2\.500/);
});
