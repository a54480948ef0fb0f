import { limits } from '../../limits.ts';

const quantityBound = limits.quantity.toLocaleString('en-GB');
const priceBound = (limits.price / 100).toLocaleString('en-GB');

export const help = `npm run replay -- FILE.csv [--invoices N] [--url URL] [--concurrency N] [--vat]

Plays the invoices of a shop in the UCI "Online Retail" format against a running Holdfast, through its HTTP
API, and compares what the shop has afterwards with the file, to the penny.

  FILE.csv           the file; - reads standard input: xz -dc FILE.csv.xz | npm run replay -- -
  --invoices N       only the first N invoices that have something to sell
  --url URL          where the shop is; http://127.0.0.1:8000 (or HOST and PORT)
  --concurrency N    orders under way at once, 1 to 64; 4
  --vat              orders go to the country of their invoice: 20 % VAT in the prices of those to the United
                     Kingdom, the others zero-rated (a tax class of the replay's own, for its products). What has
                     no country (Unspecified, European Community) goes nowhere and is not taxed. Net, tax and gross
                     are reconciled by country. The shop's prices must include tax (PRICES_INCLUDE_TAX)

The shop must be running (npm start). Its database is found as npm start finds it: DATABASE_URL, else the
embedded one in DATA_DIR. Use a shop that is there for trying: the replay sets prices and makes accounts.

Prepared in the database, all at once:
  products           one for each stock code (SKU = code, and case counts), named after the first description
                     that is not empty (later ones change nothing), at the price of its first sale, with as much
                     stock delivered as the file sells (an "import" in the stock ledger). A product that is
                     there already is used, and its name kept.
  accounts           customer-NUMBER@replay.holdfast.example for each customer, one for each guest invoice, one
                     administrator. They share a password that is made at random for this run and forgotten
                     after it; the administrator is locked again at the end.

Played through the API, in the order of the file:
  an invoice         log in (once for each customer), PUT /cart, POST /orders with an Idempotency-Key. Orders
                     under way together belong to different customers and agree on the price of every product. An
                     order waits for every earlier one of its customer, and for every earlier one that has a product
                     of it at another price; those that need not wait overtake it. Carts are filled while they wait.
  changing prices    an order charges what the product costs at that moment: where lines have other prices, the
                     administrator sets these first (PATCH /prices), so that every order has the file's prices.
                     A price is set as soon as no earlier order needs another, while its order waits.
  repeated codes     a code that stands twice on an invoice at one price is added up; at two prices, the invoice
                     becomes two orders, as it does where one order could not hold it (${quantityBound} units
                     of a product, ${limits.cartItems.toLocaleString('en-GB')} products).
  cancellations      a line of an invoice that begins with C gives back what its customer bought before it of that
                     code at that price, the latest order first: POST /orders/{id}/cancellations, as the customer,
                     one for each order that it reaches. The units are for sale again.
  no customer        a guest: an account of its own for that invoice.

Left out, and counted:
  cancellations      lines of guests, of nothing (no units given back, or no price), and of more units than their
                     customer has bought before it of that code at that price
  adjustments        invoice numbers that begin with A (the shop's ledger)
  corrections        lines with a quantity or a price of zero or less
  sub-penny prices   lines whose price has a fraction of a penny (0.001): no minor unit is that small
  beyond the bounds  lines with more than ${quantityBound} units, or a price above ${priceBound} pounds

An invoice belongs to the customer of its first line that is played. Whatever else is not in the format ends the
replay before it begins, with the number of the line.

Reconciled at the end, read back from the shop's database and order by order: invoices, orders, lines, units,
value; what was cancelled of them, and what is left of the value (net). Exit code 0: played and equal. 1: a difference, or it could not be played. 2: wrong arguments.
130: stopped with Ctrl-C; what was played until then is reconciled all the same.
`;
