import { Migration } from '@mikro-orm/migrations';

/** Reads all users, and lets those who write go on. */
export class Migration20261127135701_people_checked extends Migration {
  override name = 'Migration20261127135701_people_checked';

  override up(): void {
    this.addSql(`alter table "users" validate constraint "users_role_check";`);
    this.addSql(`alter table "users" validate constraint "users_email_known";`);
    this.addSql(`alter table "users" validate constraint "users_scopes_of_staff";`);
  }

  /** The constraints go with the migration that made them. */
  override down(): void {}
}
