import { Migration } from '@mikro-orm/migrations';

/** Lets a statement fail when it finds fewer rows than it was told to change, in the standard's words for it. */
export class Migration20261122190300_lost_race extends Migration {
  override name = 'Migration20261122190300_lost_race';

  override up(): void {
    this.addSql(`
      create function lost_race(what text) returns text language plpgsql as $$
      begin
        raise exception '%', what using errcode = 'serialization_failure';
      end
      $$;`);
  }

  override down(): void {
    this.addSql('drop function lost_race(text);');
  }
}
