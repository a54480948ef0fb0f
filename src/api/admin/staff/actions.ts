import { newId } from '../../../ids.ts';
import { html } from '../../../markup/html.ts';
import { changeMember } from '../../../staff/change-member.ts';
import { holdMember } from '../../../staff/hold-member.ts';
import { inviteAgain, inviteMember } from '../../../staff/invite-member.ts';
import type { MemberView } from '../../../staff/member-view.ts';
import { removeMember } from '../../../staff/remove-member.ts';
import { removeSecondFactor } from '../../../staff/second-factor/second-factor.ts';
import { rightsOfMember, subjectOfMember } from '../../staff/member-facts.ts';
import { type Action, ActionRefused } from '../actions/action.ts';
import { inputField } from '../actions/fields.ts';
import type { ChangeStaff } from './change-staff.ts';
import { type Rights, readRights, rightsWords, roleField, scopeBoxes } from './rights-fields.ts';

const nameOf = ({ name, email }: MemberView) => name ?? email;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export const inviteAction = (
  change: ChangeStaff,
  linkKey: Buffer,
): Action<object, Rights & { email: string }> => ({
  path: 'invite',
  operation: 'inviteStaff',
  title: () => 'Invite somebody',
  fields: (
    _none,
    form,
  ) => html`${inputField(form, 'email', { label: 'E-mail address', attributes: html` type="email" required maxlength="254" autocomplete="off"` })}
${roleField(form)}${scopeBoxes(form, ['orders:read'])}`,
  read: (_none, form) => {
    const email = form.text('email', { max: 254, required: 'Where is the invitation to go?' });
    if (email !== '' && !EMAIL.test(email)) form.faults.set('email', 'This is no e-mail address');
    return { email, ...readRights(form) };
  },
  review: (_none, { email, ...rights }) => ({
    sentences: [
      `${email} gets a mail with a link, which is good for seven days.`,
      `Whoever opens it chooses a name and a password, and may: ${rightsWords(rights)}.`,
    ],
    button: 'Send the invitation',
  }),
  run: (_none, invitation, by) =>
    change(by, newId(), async (client) => {
      const { member, owes } = await inviteMember(client, linkKey, invitation, by);
      return { owes, change: { subject: subjectOfMember(member), after: rightsOfMember(member) } };
    }),
  done: 'invited',
});

export const inviteAgainAction = (change: ChangeStaff, linkKey: Buffer): Action<MemberView, undefined> => ({
  path: 'invite-again',
  operation: 'inviteStaffAgain',
  title: (member) => `Invite ${nameOf(member)} again`,
  refusal: ({ status }) => (status === 'INVITED' ? undefined : 'The invitation was accepted.'),
  read: () => undefined,
  review: ({ email }) => ({
    sentences: [`${email} gets another mail with another link. The link of the one before is over.`],
    button: 'Send it again',
  }),
  run: ({ id }, _nothing, by) =>
    change(by, id, async (client) => {
      const { member, owes } = await inviteAgain(client, linkKey, id, by);
      return { owes, change: { subject: subjectOfMember(member) } };
    }),
  done: 'invited',
});

export const rightsAction = (change: ChangeStaff): Action<MemberView, Rights> => ({
  path: 'rights',
  operation: 'changeStaff',
  title: (member) => `What ${nameOf(member)} may do`,
  fields: ({ scopes }, form) => html`${roleField(form)}${scopeBoxes(form, scopes)}`,
  read: (_member, form) => readRights(form),
  review: (member, rights) => ({
    sentences: [
      `${nameOf(member)} may from their next request on: ${rightsWords(rights)}.`,
      ...(rights.role === member.role ? [] : ['Their logins end: they log in again.']),
    ],
    button: 'Change it',
  }),
  run: ({ id }, rights, by) =>
    change(by, id, async (client) => {
      const { before, after } = await changeMember(client, id, rights, by);
      const change = { before: rightsOfMember(before), after: rightsOfMember(after) };
      return { owes: [], change: { subject: subjectOfMember(after), ...change } };
    }),
  done: 'allowed',
});

export const removeAction = (change: ChangeStaff): Action<MemberView, undefined> => ({
  path: 'remove',
  operation: 'removeStaff',
  title: (member) => `Take ${nameOf(member)} out of the staff`,
  read: () => undefined,
  review: (member) => ({
    sentences:
      member.status === 'INVITED'
        ? [`The invitation of ${member.email} is taken back: its link leads nowhere.`]
        : [
            `${nameOf(member)} is logged out everywhere and may do nothing here any more. The account stays, as a customer's.`,
            'API keys that they made stay good: delete those that they may have kept.',
          ],
    button: 'Take them out',
    isGrave: true,
  }),
  run: ({ id }, _nothing, by) =>
    change(by, id, async (client) => {
      const removed = await removeMember(client, id, by);
      return { owes: [], change: { subject: subjectOfMember(removed), before: rightsOfMember(removed) } };
    }),
  done: 'removed',
});

export const removeFactorAction = (change: ChangeStaff): Action<MemberView, undefined> => ({
  path: 'second-factor',
  operation: 'removeSecondFactor',
  title: (member) => `Take the second factor of ${nameOf(member)} away`,
  read: () => undefined,
  review: (member) => ({
    sentences: [
      `The next login of ${nameOf(member)} asks for the password alone.`,
      'Make sure that it is they who ask for it, and not somebody who knows their password.',
    ],
    button: 'Take it away',
    isGrave: true,
  }),
  run: ({ id }, _nothing, by) =>
    change(by, id, async (client) => {
      const member = await holdMember(client, id, by);
      if (!(await removeSecondFactor(client, member.id)))
        throw new ActionRefused('They have no second factor. Nothing was done.');
      return { owes: [], change: { subject: subjectOfMember(member) } };
    }),
  done: 'unlocked',
});
