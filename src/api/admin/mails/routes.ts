import type { FastifyInstance } from 'fastify';
import { Problem } from '../../../errors.ts';
import { sampleMails } from '../../../mail/samples.ts';
import { type MailSender, readMailSender } from '../../../mail/sender.ts';
import { orderLinks } from '../../../orders/order-link.ts';
import { sendProblem } from '../../plugins/problems.ts';
import { needs } from '../page-scope.ts';
import { mailsPage, mailsPath } from './page.ts';

/** For a mail: its own styles, nothing that runs or is loaded, in a frame of ours at most. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups";

/** What the shop's mails look like, with its own name and link. */
export async function mailPages(app: FastifyInstance): Promise<void> {
  needs(app, 'orders:read');
  const shop = readMailSender(app.config.mailFrom) as MailSender;
  const linkToOrder = orderLinks(app.config);
  const mails = sampleMails.map((sample) => ({
    ...sample,
    content: sample.write({ shop, link: linkToOrder?.({ id: sample.order.id, since: new Date() }) }),
  }));
  app.get(mailsPath, async (_request, reply) => reply.send(mailsPage(mails)));

  app.get<{ Params: { id: string } }>(`${mailsPath}/:id`, async (request, reply) => {
    const mail = mails.find(({ id }) => id === request.params.id);
    if (!mail) return sendProblem(new Problem('not_found', 'There is no such mail'), request, reply);
    return reply.header('content-security-policy', mailPolicy).send(mail.content.html);
  });
}
