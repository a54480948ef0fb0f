import { Type } from 'typebox';

/** A UUID in its usual lower-case form. A pattern, because `format` is only checked where formats are set up. */
export const uuidSchema = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});
