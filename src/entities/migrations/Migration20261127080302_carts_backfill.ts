import { Migration } from '@mikro-orm/migrations';

/**
 * A row for each cart that has lines already, a thousand carts a transaction: somebody who fills one of them meanwhile
 * waits for its row no longer than that takes. Begun again, it goes on with what is missing.
 */
export class Migration20261127080302_carts_backfill extends Migration {
  override name = 'Migration20261127080302_carts_backfill';

  /** Its transactions are its own. */
  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`
      do $$
      declare
        last uuid := '00000000-0000-0000-0000-000000000000';
        owners uuid[];
      begin
        loop
          owners := array(
            select distinct user_id from cart_items where user_id > last order by user_id limit 1000);
          exit when cardinality(owners) = 0;
          insert into carts (user_id, created_at, changed_at)
          select user_id, min(created_at), max(created_at)
            from cart_items where user_id = any(owners) group by user_id
          on conflict do nothing;
          commit;
          last := owners[cardinality(owners)];
        end loop;
      end
      $$;`);
  }

  /** The rows go with their table. */
  override down(): void {}
}
