import { Type } from 'typebox';
import { invoiceKinds } from '../../entities/invoice.entity.ts';
import { limits } from '../../limits.ts';
import { OrderAddressSchema } from '../addresses/schemas.ts';
import { Choice, Currency, Money, orNone, Quantity, strict, Timestamp, text, Uuid } from '../schemas.ts';

const LineSchema = Type.Object(
  {
    type: Choice(['ITEM', 'SHIPPING', 'FEE', 'AMOUNT'], {
      description: 'AMOUNT: of a credit note that is about no product',
    }),
    productId: Type.Optional(Uuid()),
    sku: Type.Optional(Type.String()),
    label: Type.String({ description: 'What it is' }),
    quantity: Type.Optional(Quantity()),
    unitPrice: Type.Optional(Money('Price of one unit')),
    amount: Money('Before `discount`'),
    discount: Money('Taken off'),
    tax: Money('Tax of what is left: in it or on top of it, as `pricesIncludeTax` says'),
    taxRate: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Millionths; null where no rate was known',
    }),
  },
  { title: 'InvoiceLine' },
);

export const InvoiceSchema = Type.Object(
  {
    id: Uuid(),
    number: Type.String({
      description: 'Without gaps within a kind and a year of UTC',
      examples: ['INV-2026-000042'],
    }),
    kind: Choice(invoiceKinds),
    orderId: Uuid(),
    issuedAt: Timestamp(),
    currency: Currency(),
    net: Money('Without tax'),
    tax: Money('Tax'),
    total: Money('`net` and `tax`; positive on a credit note, too'),
    seller: Type.Object({ lines: Type.Array(Type.String()), taxId: orNone({}) }),
    buyer: Type.Union([OrderAddressSchema(), Type.Null()], {
      description: 'Name and address; null where the order has none',
    }),
    order: Type.Object({ number: Type.String(), placedAt: Timestamp() }),
    pricesIncludeTax: Type.Boolean(),
    lines: Type.Array(LineSchema),
    taxes: Type.Array(
      Type.Object({ rate: Type.Integer(), base: Money('Without tax'), amount: Money('Tax') }),
      { description: 'One for each rate that was known, the highest first' },
    ),
    corrects: Type.Union([Type.Object({ id: Uuid(), number: Type.String() }), Type.Null()], {
      description:
        'Of a credit note: the invoice that it takes something off; of a debit note: the credit note that it takes back',
    }),
    reason: orNone({ description: 'Of a credit note or a debit note: why' }),
  },
  { title: 'Invoice', description: 'An invoice, a credit note or a debit note, as it was issued' },
);

export const CreditNoteBody = strict(
  {
    items: Type.Optional(
      Type.Array(strict({ productId: Uuid(), quantity: Quantity() }), {
        minItems: 1,
        maxItems: limits.cartItems,
        description: 'Units, at what they cost; charges stay',
      }),
    ),
    amount: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: limits.total,
        description:
          'Minor units, tax included; shared by the tax rates. Without it and `items`: all that is left',
      }),
    ),
    reason: text(limits.creditReason, { description: 'Why, for the buyer', examples: ['Arrived broken'] }),
  },
  { title: 'CreditNoteRequest' },
);
