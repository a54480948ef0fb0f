import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullAddress, leastAddress } from '../../../setup/addresses.ts';
import { openShop, type Shop } from '../../../setup/api.ts';
import { cardOf, logIn, type Operator, textOf } from '../operator.ts';

let shop: Shop;
let operator: Operator;
beforeAll(async () => {
  shop = await openShop();
  operator = await logIn(shop.app);
});
afterAll(() => shop.close());

const full = {
  contact: { email: 'Gift@example.org', phone: '+48 1 <b>' },
  shippingAddress: { ...fullAddress, company: '<script>alert(1)</script>' },
  billingAddress: leastAddress,
  note: 'Ring <i>twice</i>\nand wait',
};

async function placed(body?: object) {
  const product = await shop.product();
  const buyer = await shop.buyerWith([product.id, 2]);
  const { id, number } = (await buyer.post('/orders', body)).body;
  return { id, number, buyer, path: `/admin/orders/${id}`, items: [{ productId: product.id, quantity: 1 }] };
}
const addressOf = async (id: string, kind: 'shippingAddress' | 'billingAddress') =>
  (await shop.admin.get(`/orders/${id}`)).body[kind];

describe('the page of an order', () => {
  it('shows contact, addresses and note as they were written, and no markup of a stranger', async () => {
    const { path } = await placed(full);
    const { body } = await operator.open(path);
    const words = cardOf(body, 'destination');
    expect(words).toContain(
      'Shipping address Zoë Quartermain <script>alert(1)</script> 12 Wunderbarstraße Hinterhaus, 3. Stock 90-001 Łódź, Łódzkie Poland +48 600 700 800 Correct',
    );
    expect(words).toContain('Billing address Ann Up the hill Hilltown Ireland Correct');
    expect(words).toContain('Telephone +48 1 <b> Note Ring <i>twice</i> and wait');
    expect(cardOf(body, 'order')).toContain('E-mail Gift@example.org');
    expect(body).not.toMatch(/<script>alert|<b>|<i>twice/);
  });

  it('of an order that says nothing of it offers to add an address', async () => {
    const { path } = await placed();
    expect(cardOf((await operator.open(path)).body, 'destination')).toBe(
      'Where it goes Shipping address None. Add Billing address None. Add',
    );
  });

  it('is found by the address of its contact, in any case', async () => {
    const { path } = await placed({ contact: { email: 'Only.Once@example.org' } });
    const found = await operator.open('/admin/orders?find=ONLY.once@example.org');
    expect(found).toMatchObject({ status: 303, location: path });
  });
});

it('the packing slip says where the parcel goes, whom to call and what the buyer wrote, and not who pays', async () => {
  const { path } = await placed(full);
  const words = textOf((await operator.open(`${path}/packing-slip`)).body);
  expect(words).toContain('Hinterhaus, 3. Stock 90-001 Łódź, Łódzkie Poland +48 600 700 800');
  expect(words).toContain('Ring <i>twice</i> and wait');
  expect(words).not.toContain(leastAddress.line1);
});

describe('an operator corrects an address', () => {
  it('on a form that holds it, after a page that says what it becomes', async () => {
    const { id, path } = await placed(full);
    const form = await operator.formOf(`${path}/shipping-address`);
    for (const part of ['value="Zoë Quartermain"', 'value="90-001"', 'value="PL"'])
      expect(form.body).toContain(part);
    const { company: _, ...rest } = fullAddress;
    const review = await operator.send(form, { ...rest, company: '', line1: 'Elsewhere 1', country: 'de' });
    expect(cardOf(review.body, 'action')).toContain('becomes: Zoë Quartermain, Elsewhere 1,');
    expect((await addressOf(id, 'shippingAddress')).line1).toBe(fullAddress.line1);
    const done = await operator.confirm(review);
    expect(done).toMatchObject({ status: 303, location: `${path}?done=readdressed` });
    expect(await addressOf(id, 'shippingAddress')).toEqual({
      ...rest,
      line1: 'Elsewhere 1',
      country: 'DE',
    });
    expect(cardOf((await operator.open(path)).body, 'timeline')).toContain('Address changed');
  });

  it('gives an order one that had none', async () => {
    const { id, path } = await placed();
    const form = await operator.formOf(`${path}/billing-address`);
    await operator.confirm(await operator.send(form, leastAddress));
    expect(await addressOf(id, 'billingAddress')).toEqual(leastAddress);
  });

  it('400 with what is wrong beside its field, and what was typed still there', async () => {
    const { id, path } = await placed(full);
    const form = await operator.formOf(`${path}/billing-address`);
    const again = await operator.send(form, {
      ...leastAddress,
      name: ' ',
      city: 'c'.repeat(101),
      country: 'XX',
    });
    expect(again.status).toBe(400);
    const words = textOf(again.body);
    for (const part of ['Who gets it?', 'No more than 100 characters', 'Two letters of ISO 3166-1'])
      expect(words).toContain(part);
    expect(again.body).toContain('value="Up the hill"');
    expect(await addressOf(id, 'billingAddress')).toEqual(leastAddress);
  });

  it('409 where something was shipped meanwhile, or already', async () => {
    const { id, path, items } = await placed(full);
    const form = await operator.formOf(`${path}/billing-address`);
    const review = await operator.send(form, { ...leastAddress, line1: 'Too late' });
    await shop.admin.post(`/orders/${id}/fulfillments`, { items });
    expect((await operator.confirm(review)).status).toBe(409);
    const refused = await operator.open(`${path}/billing-address`);
    expect([refused.status, textOf(refused.body)]).toEqual([
      409,
      expect.stringContaining('was shipped already'),
    ]);
    expect(cardOf((await operator.open(path)).body, 'destination')).not.toContain('Correct');
    expect(await addressOf(id, 'billingAddress')).toEqual(leastAddress);
  });
});
