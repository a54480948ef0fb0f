import { Migration } from '@mikro-orm/migrations';

/** Who that works for the shop changed what. */
export class Migration20261127140310_audit_log extends Migration {
  override name = 'Migration20261127140310_audit_log';

  override up(): void {
    this.addSql(
      `create table "audit_log" ("id" uuid not null, "at" timestamptz(3) not null, "actor_role" text not null, "actor_id" uuid not null, "address" varchar(64) not null, "action" varchar(100) not null, "subject_type" varchar(50) not null, "subject_id" varchar(255) not null, "before" jsonb null, "after" jsonb null, primary key ("id"));`,
    );
    this.addSql(`create index "audit_log_subject" on "audit_log" ("subject_id", "id");`);
    this.addSql(`create index "audit_log_action" on "audit_log" ("action", "id");`);
    this.addSql(`create index "audit_log_actor_action" on "audit_log" ("actor_id", "action", "id");`);
    this.addSql(`create index "audit_log_actor" on "audit_log" ("actor_id", "id");`);
    this.addSql(
      `alter table "audit_log" add constraint "audit_log_actor_role_check" check ("actor_role" in ('ADMIN', 'STAFF', 'KEY'));`,
    );
  }

  override down(): void {
    this.addSql(`drop table "audit_log";`);
  }
}
