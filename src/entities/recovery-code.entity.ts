import { PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { SecondFactor } from './second-factor.entity.ts';

/** A code on paper that is good once in place of one of the device. Its row goes with its use. */
@Entity({ tableName: 'recovery_codes' })
export class RecoveryCode {
  [PrimaryKeyProp]?: ['factor', 'codeHash'];

  /** Whose device it stands for: without the one there is not the other. */
  @ManyToOne(() => SecondFactor, {
    ref: true,
    primary: true,
    deleteRule: 'cascade',
    index: false,
    fieldName: 'user_id',
  })
  factor!: Ref<SecondFactor>;

  /** SHA-256 of the code, which has 80 random bits. */
  @PrimaryKey({ type: 'blob', hidden: true })
  codeHash!: Buffer;
}
