import { domainToASCII } from 'node:url';

/** Whom mails come from. */
export interface MailSender {
  /** One line, as it was written; empty where there is none. */
  readonly name: string;
  /** ASCII: the domain in the form that every server knows (RFC 5891). */
  readonly address: string;
}

/** RFC 5321, section 4.5.3.1, in octets. */
const MAX_LOCAL_PART = 64;
const MAX_LABEL = 63;

const example = 'such as Shop <orders@shop.example>';
/** RFC 5322, section 3.2.3; not what would need quotes. */
const atom = /^[\w!#$%&'*+/=?^`{|}~-]+$/;

/**
 * Reads MAIL_FROM: `orders@shop.example`, or a name and the address in angle brackets. The name needs no quotes,
 * whatever it is written with: `Shop (UK): best prices <orders@shop.example>`.
 *
 * @returns what is wrong with it, in words that do not quote it
 */
export function readMailSender(text: string): MailSender | { fault: string } {
  const bracketed = /^(.*)<([^<>]*)>$/s.exec(text.trim());
  const [name, written] = bracketed ? [nameOf(bracketed[1] ?? ''), bracketed[2] ?? ''] : ['', text.trim()];
  const at = written.lastIndexOf('@');
  const [local, domain] = [written.slice(0, at), written.slice(at + 1)];
  if (at < 1 || domain === '' || name === undefined || /[\p{Cc}\s<>,;:"\\()[\]@]/u.test(local + domain)) {
    return { fault: `is not a sender ${example}` };
  }
  if (!isAscii(local)) {
    return {
      fault:
        'has letters before the @ that many mail servers do not take (RFC 6531): use ASCII letters there',
    };
  }
  const labels = domainOnTheWire(domain)?.split('.') ?? [];
  const isDomain = labels.length > 0 && labels.every((label) => label !== '' && label.length <= MAX_LABEL);
  if (!isDomain || local.length > MAX_LOCAL_PART || !local.split('.').every((part) => atom.test(part))) {
    return { fault: `has no address that mail can come from, ${example}` };
  }
  return { name, address: `${local}@${labels.join('.')}` };
}

/** A domain in ASCII (RFC 5891), or undefined where it has no such form. */
export function domainOnTheWire(domain: string): string | undefined {
  return isAscii(domain) ? domain : domainToASCII(domain) || undefined;
}

export function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** Control characters and line breaks have no place in a name; in a header they would start a new one. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** The name before the brackets, without the quotes that some write around all of it. */
function nameOf(written: string): string | undefined {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*$/s.exec(written)?.[1];
  if (quoted !== undefined) return oneLine(quoted.replace(/\\(.)/gs, '$1'));
  return /[<>]/.test(written) ? undefined : oneLine(written);
}
