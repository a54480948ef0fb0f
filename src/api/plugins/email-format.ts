import addFormats from 'ajv-formats';

/** RFC 5321, section 4.5.3.1, in octets: mail to anything longer never arrives. */
const [MAX_ADDRESS, MAX_LOCAL_PART, MAX_LABEL] = [254, 64, 63];
const wellFormed = addFormats.default.get('email') as RegExp;

/** The format `email`: lengths first, so that no pattern reads more than an address may have. */
export function isEmail(text: string): boolean {
  if (text.length > MAX_ADDRESS) return false;
  const at = text.lastIndexOf('@');
  const labels = text.slice(at + 1).split('.');
  return at <= MAX_LOCAL_PART && labels.every((label) => label.length <= MAX_LABEL) && wellFormed.test(text);
}
