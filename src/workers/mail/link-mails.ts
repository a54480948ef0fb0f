import type { LinkKind } from '../../links/link-kinds.ts';
import type { LinkToWrite, MailContent } from '../../mail/letter.ts';
import { orderNumber } from '../../orders/order-number.ts';
import { type LinkForMail, readLinks } from '../sql/read-links.ts';
import { type MatchLinks, takeLinks } from '../sql/take-links.ts';
import type { MailKind, OwedMail } from './owed-mail.ts';

/** Mails that bring links of one kind. */
interface LinkMails {
  kind: LinkKind;
  /** Below PUBLIC_URL; the token follows. Left out for a notice, which brings no link. */
  path?: string;
  /** Left out where whoever asked has said whom the link is for. */
  match?: MatchLinks;
  write(link: LinkToWrite): MailContent;
}

const matchAll: MatchLinks = async (_client, ids) => [...ids];

/** What a link is that fitted nobody, was removed, or came once too often: its job is done without a mail. */
const nothing = (id: string): OwedMail => ({
  to: { name: '', address: '' },
  about: { linkId: id },
  since: new Date(),
  isWithdrawn: true,
  write() {
    throw new Error('There is nothing to write');
  },
});

/** The mails of one kind of link. Their texts come from the kind alone: nothing that a stranger typed is in them. */
export function linkMails({ kind, path, match = matchAll, write }: LinkMails): MailKind {
  const owed = (link: LinkForMail): OwedMail => ({
    to: { name: link.name ?? '', address: link.email },
    about: { linkId: link.id },
    since: link.createdAt,
    isWithdrawn: link.isOver,
    write: ({ shop, toLink }) => {
      const href = path === undefined ? '' : toLink(link, kind, path);
      const order = link.orderId === null ? undefined : { number: orderNumber(link.orderId) };
      return write({ shop, name: link.name, href, order });
    },
  });
  return {
    what: 'link',
    messageIdOf: (id) => `${kind}-${id}`,
    async read(pool, ids) {
      await takeLinks(pool, kind, ids, match);
      const links = await readLinks(pool, ids);
      return new Map([
        ...ids.map((id) => [id, nothing(id)] as const),
        ...links.map((link) => [link.id, owed(link)] as const),
      ]);
    },
  };
}
