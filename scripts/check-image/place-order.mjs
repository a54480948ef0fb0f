import { randomBytes } from 'node:crypto';
import { CheckFailure } from './report.mjs';

/** A shop's first day over HTTP: the administrator adds a product, a customer registers and buys it. Returns order and token. */
export async function placeOrder(base, admin) {
  const call = async (method, path, token, body) => {
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const response = await fetch(base + path, { method, headers, body: JSON.stringify(body ?? {}) });
    const answer = await response.json();
    if (!response.ok)
      throw new CheckFailure(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const tag = randomBytes(6).toString('hex');
  const login = async ({ email, password }) =>
    (await call('POST', '/login', undefined, { email, password })).accessToken;

  const adminToken = await login(admin);
  const product = await call('POST', '/products', adminToken, {
    sku: `CHECK-${tag}`,
    name: 'Image check',
    category: 'checks',
    price: 1_250,
    stockQuantity: 3,
  });
  const customer = { email: `check-${tag}@holdfast.example`, password: tag.repeat(2), name: 'Image Check' };
  await call('POST', '/register', undefined, customer);
  const token = await login(customer);
  await call('POST', '/cart/items', token, { productId: product.id, quantity: 2 });
  const order = await call('POST', '/orders', token);
  if (order.total !== 2_500) throw new CheckFailure(`an order with the total ${order.total}`);
  return { id: order.id, token };
}
