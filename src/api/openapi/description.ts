/** What stands on top of the document. */
export const description = `Sells what is in stock, exactly that, however many buyers come at once.

Money is an integer in the minor unit of the currency beside it. Ids are UUID v7. Lists answer
\`{ items, nextCursor }\`.

Errors are \`application/problem+json\` (RFC 9457): decide by \`code\`, which is stable; \`GET /problems/{code}\` says
when each is met and what to do. A method that is not offered
is answered 405 with \`Allow\`, an \`Expect\` other than \`100-continue\` 417.

To try it: \`POST /login\`, then paste the \`accessToken\` into **Authorize**. A machine sends an API key in its place
(\`POST /api-keys\`). An operation for those who work here says which scope it needs, in words and as \`x-scope\`.`;

export const tags = [
  { name: 'Accounts', description: 'Registration, login, tokens' },
  { name: 'Catalog', description: 'Products and their stock' },
  { name: 'Cart', description: 'A wish: stock is checked where it counts, at the order' },
  { name: 'Costs', description: 'What an order costs beside its goods: shipping, tax, coupons, discounts' },
  { name: 'Addresses', description: 'The address book of a customer' },
  { name: 'Orders', description: 'Placing and reading orders' },
  {
    name: 'Payments',
    description: 'Paying for an order, giving back what was paid, and what providers tell',
  },
  { name: 'Invoices', description: 'Invoices and credit notes of orders' },
  { name: 'Reports', description: 'What was sold: for administrators' },
  { name: 'Customers', description: 'Who buys here: for administrators' },
  { name: 'Jobs', description: 'What was owed and failed for good: for administrators' },
  { name: 'Events', description: 'What happened, in the order in which it did' },
  { name: 'Webhooks', description: 'Events sent to endpoints: Standard Webhooks 1.0.0' },
  { name: 'Staff', description: 'Who works here, may do what and changed what; API keys for machines' },
  { name: 'Problems', description: 'What errors mean, and what to do' },
  { name: 'Operations', description: 'Health and metrics' },
] as const;
