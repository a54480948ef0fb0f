import type { MemberView } from '../../staff/member-view.ts';

/** For the audit log: whom it is about. */
export const subjectOfMember = ({ id }: MemberView) => ({ type: 'user', id });

/** For the audit log: what they may do. */
export const rightsOfMember = ({ role, scopes }: MemberView) => ({ role, scopes });
