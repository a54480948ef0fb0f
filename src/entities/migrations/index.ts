import { Migration20261122190000_initial } from './Migration20261122190000_initial.ts';
import { Migration20261122190100_append_only_ledger } from './Migration20261122190100_append_only_ledger.ts';
import { Migration20261122190200_product_storage } from './Migration20261122190200_product_storage.ts';
import { Migration20261122190300_lost_race } from './Migration20261122190300_lost_race.ts';
import { Migration20261122211951_outbox_failures } from './Migration20261122211951_outbox_failures.ts';
import { Migration20261122213000_product_search } from './Migration20261122213000_product_search.ts';
import { Migration20261123005500_search_by_price } from './Migration20261123005500_search_by_price.ts';
import { Migration20261123010000_outbox_vacuum } from './Migration20261123010000_outbox_vacuum.ts';

/** Every migration, in the order in which they run; a new one is added at the end. */
export const migrations = [
  Migration20261122190000_initial,
  Migration20261122190100_append_only_ledger,
  Migration20261122190200_product_storage,
  Migration20261122190300_lost_race,
  Migration20261122211951_outbox_failures,
  Migration20261122213000_product_search,
  Migration20261123005500_search_by_price,
  Migration20261123010000_outbox_vacuum,
];
