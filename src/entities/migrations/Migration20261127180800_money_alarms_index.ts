import { Migration } from '@mikro-orm/migrations';

/** Of all that happens to orders, what a person has to look after: a page lists it, newest first. */
export class Migration20261127180800_money_alarms_index extends Migration {
  override name = 'Migration20261127180800_money_alarms_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`drop index concurrently if exists "order_events_money_alarms"`);
    this.addSql(
      `create index concurrently "order_events_money_alarms" on "order_events" ("created_at") where type in ('payment.mismatched', 'payment.charged_back')`,
    );
  }

  override down(): void {
    this.addSql(`drop index concurrently if exists "order_events_money_alarms"`);
  }
}
