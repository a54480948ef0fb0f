import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findSetting, listSettings, type SettingsRow } from '../../../rates/settings.ts';
import { doneNotice } from '../actions/done-notice.ts';
import { offerAction, type Subjects } from '../actions/offer-action.ts';
import { missingPage } from '../missing-page.ts';
import { needs } from '../page-scope.ts';
import { queryText, readId } from '../query.ts';
import { addAction, changeAction, changeCosts, removeAction } from './actions.ts';
import { type CostKind, fingerprintOf } from './cost-kind.ts';
import { couponKind } from './coupons.ts';
import { discountKind } from './discounts.ts';
import { importTaxRatesAction } from './import-tax-rates.ts';
import { costListPage } from './list-page.ts';
import { shippingMethodKind } from './shipping-methods.ts';
import { taxRateKind } from './tax-rates.ts';

const ON_PAGE = 50;
const scope = 'settings:write';

/** What orders cost beside their goods, for operators who set the shop up. */
export async function costPages(app: FastifyInstance): Promise<void> {
  needs(app, scope);
  pagesOf(app, shippingMethodKind(app.config.defaultCurrency));
  pagesOf(app, taxRateKind);
  offerAction(app, allOf(taxRateKind.path), importTaxRatesAction(app.pg));
  pagesOf(app, couponKind);
  pagesOf(app, discountKind);
}

/** A list as a whole: what is done to it is done to no row of it. */
const allOf = (path: string): Subjects<object> => ({
  address: path,
  scope,
  load: async () => ({}),
  pathOf: () => path,
  versionOf: () => 'any',
  none: (_request, reply) => reply.code(404).send(missingPage('There is no such list', path, 'To the list')),
});

function pagesOf<Row extends SettingsRow, View extends { version: number }>(
  app: FastifyInstance,
  kind: CostKind<Row, View>,
): void {
  const { path, one, settings } = kind;
  const none = (_request: FastifyRequest, reply: FastifyReply) =>
    reply.code(404).send(missingPage(`There is no such ${one}`, path, 'To the list'));

  app.get(path, async (request, reply) => {
    const cursor = queryText(request, 'cursor', 1_000) || undefined;
    const page = await listSettings(app.orm.em.fork(), settings, { limit: ON_PAGE, cursor });
    return reply.send(costListPage(kind, page, doneNotice(request)));
  });

  const change = changeCosts(app);
  offerAction(app, allOf(path), addAction(change, kind));
  const rows: Subjects<Row> = {
    address: `${path}/:id`,
    scope,
    load: async ({ id = '' }) => {
      const known = readId(id);
      return known === undefined ? undefined : findSetting(app.orm.em.fork(), settings, known);
    },
    pathOf: () => path,
    versionOf: (row) => fingerprintOf(kind, row),
    none,
  };
  offerAction(app, rows, changeAction(change, kind));
  offerAction(app, rows, removeAction(change, kind));
}
