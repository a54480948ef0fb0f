import { Migration } from '@mikro-orm/migrations';

/** Guests and staff. The release before goes on writing customers and administrators, who have all that they had. */
export class Migration20261127135700_people extends Migration {
  override name = 'Migration20261127135700_people';

  override up(): void {
    this.addSql(`alter table "users" drop constraint "users_role_check";`);
    this.addSql(
      `alter table "users" add "scopes" text[] not null default '{}', add "email_verified_at" timestamptz(3) null, add "erased_at" timestamptz(3) null;`,
    );
    this.addSql(
      `alter table "users" alter column "email" drop not null, alter column "name" drop not null, alter column "password_hash" drop not null;`,
    );
    this.addSql(
      `alter table "users" add constraint "users_role_check" check ("role" in ('ADMIN', 'STAFF', 'CUSTOMER', 'GUEST')) not valid;`,
    );
    this.addSql(
      `alter table "users" add constraint "users_email_known" check (email is not null or role = 'GUEST' or erased_at is not null) not valid;`,
    );
    this.addSql(
      `alter table "users" add constraint "users_scopes_of_staff" check (role = 'STAFF' or scopes = '{}') not valid;`,
    );
  }

  /** Refused by PostgreSQL while there are guests, or members of the staff. */
  override down(): void {
    this.addSql(`alter table "users" drop constraint "users_role_check";`);
    this.addSql(`alter table "users" drop constraint "users_email_known";`);
    this.addSql(`alter table "users" drop constraint "users_scopes_of_staff";`);
    this.addSql(
      `alter table "users" alter column "email" set not null, alter column "name" set not null, alter column "password_hash" set not null;`,
    );
    this.addSql(
      `alter table "users" drop column "scopes", drop column "email_verified_at", drop column "erased_at";`,
    );
    this.addSql(
      `alter table "users" add constraint "users_role_check" check ("role" in ('ADMIN', 'CUSTOMER'));`,
    );
  }
}
