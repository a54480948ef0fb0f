import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { listScheduledPrices, viewOfScheduledPrice } from '../../../catalog/scheduled-prices.ts';
import { ScheduledPrice } from '../../../entities/scheduled-price.entity.ts';
import { listMovements } from '../../../stock/list-movements.ts';
import { doneNotice } from '../actions/done-notice.ts';
import { offerAction, type Subjects } from '../actions/offer-action.ts';
import { missingPage } from '../missing-page.ts';
import { needs } from '../page-scope.ts';
import { queryText, readId } from '../query.ts';
import { adjustStockAction } from './actions/adjust-stock.ts';
import { archiveAction } from './actions/archive.ts';
import { changeCatalog } from './actions/change-catalog.ts';
import { changePriceAction } from './actions/change-price.ts';
import { changeTaxAndWeightAction } from './actions/change-tax-and-weight.ts';
import { restoreAction } from './actions/restore.ts';
import { type PriceOfProduct, removePriceAction, schedulePriceAction } from './actions/scheduled-prices.ts';
import { productListPage } from './list-page.ts';
import { createProductList, productOrders } from './product-list.ts';
import { productPage } from './product-page.ts';
import { productPath } from './product-path.ts';
import { findProductRecord, type ProductRecord } from './sql/find-product.ts';

const MAX_SOUGHT = 200;
const MOVEMENTS = 20;
const PRICES = 100;

/** Products for operators: what there is of each, its price, and what they do to it. */
export async function productPages(app: FastifyInstance, { pool }: { pool: Pool }): Promise<void> {
  needs(app, 'catalog:write');
  const listOf = createProductList(pool);
  const none = (_request: FastifyRequest, reply: FastifyReply) =>
    reply.code(404).send(missingPage('No such product', '/admin/products', 'To the products'));

  app.get('/admin/products', async (request, reply) => {
    const query = {
      order: productOrders.find((order) => order === queryText(request, 'sort', 10)) ?? 'stock',
      sought: queryText(request, 'q', MAX_SOUGHT),
      cursor: queryText(request, 'cursor', 1_000) || undefined,
    };
    return reply.send(productListPage(query, await listOf(query)));
  });

  app.get<{ Params: { id: string } }>('/admin/products/:id', async (request, reply) => {
    const id = readId(request.params.id);
    const cursor = queryText(request, 'cursor', 1_000) || undefined;
    const product = id && (await findProductRecord(pool, id));
    const ledger = id && (await listMovements(pool, { productId: id, limit: MOVEMENTS, cursor }));
    if (!product || !ledger) return none(request, reply);
    const { items } = await listScheduledPrices(app.orm.em.fork(), id, { limit: PRICES });
    const prices = items.map(viewOfScheduledPrice);
    return reply.send(productPage(product, prices, ledger, doneNotice(request)));
  });

  const products: Subjects<ProductRecord> = {
    address: '/admin/products/:id',
    scope: 'catalog:write',
    load: async ({ id = '' }) => {
      const known = readId(id);
      return known === undefined ? undefined : findProductRecord(pool, known);
    },
    pathOf: ({ id }) => productPath(id),
    // Not its version, which every sale raises.
    versionOf: ({ usualPrice, taxClass, weight, archivedAt }) =>
      JSON.stringify([usualPrice, taxClass, weight, archivedAt === null]),
    none,
  };
  const change = changeCatalog(app);
  offerAction(app, products, adjustStockAction(change));
  offerAction(app, products, changePriceAction(change));
  offerAction(app, products, schedulePriceAction(change));
  const prices: Subjects<PriceOfProduct> = {
    address: '/admin/products/:id/scheduled-prices/:priceId',
    scope: 'catalog:write',
    load: async ({ id = '', priceId = '' }) => {
      const [productId, known] = [readId(id), readId(priceId)];
      const product = productId && (await findProductRecord(pool, productId));
      const row =
        product &&
        known &&
        (await app.orm.em.fork().findOne(ScheduledPrice, { id: known, product: product.id }));
      return product && row ? { product, scheduled: viewOfScheduledPrice(row) } : undefined;
    },
    pathOf: ({ product }) => productPath(product.id),
    versionOf: ({ scheduled }) => String(scheduled.version),
    none,
  };
  offerAction(app, prices, removePriceAction(change));
  offerAction(app, products, changeTaxAndWeightAction(change));
  offerAction(app, products, archiveAction(change));
  offerAction(app, products, restoreAction(change));
}
