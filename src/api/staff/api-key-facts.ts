import type { ApiKeyView } from '../../staff/api-key-view.ts';

/** For the audit log: which key it is about. */
export const subjectOfKey = ({ id }: ApiKeyView) => ({ type: 'api-key', id });

/** For the audit log: what it is for and may do; not the key. */
export const factsOfKey = ({ name, scopes, prefix, expiresAt }: ApiKeyView) => ({
  name,
  scopes,
  prefix,
  expiresAt,
});
