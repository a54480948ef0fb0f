import { Migration } from '@mikro-orm/migrations';

/**
 * Every line has its row in `carts`: the release before puts lines into carts without one, and here it is made for them.
 * Where the row is there, it is locked as a foreign key would lock it: that keeps it from being removed as abandoned,
 * and lets those pass who only say that the cart has changed. No foreign key: the one to `users` would have to go, which
 * locks both tables against readers, in the opposite order of that release; beside it such a change does not get through.
 */
export class Migration20261127080301_cart_of_new_items extends Migration {
  override name = 'Migration20261127080301_cart_of_new_items';

  override up(): void {
    this.addSql(`
      create function cart_items_cart() returns trigger language plpgsql as $$
      begin
        perform from carts where user_id = new.user_id for key share;
        if not found then
          insert into carts (user_id) values (new.user_id) on conflict do nothing;
        end if;
        return new;
      end
      $$;`);
    this.addSql(`
      create trigger cart_items_cart before insert on cart_items
        for each row execute function cart_items_cart();`);
  }

  override down(): void {
    this.addSql('drop trigger cart_items_cart on cart_items;');
    this.addSql('drop function cart_items_cart();');
  }
}
