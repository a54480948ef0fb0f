const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Text that was read as Latin-1 and may have been UTF-8. */
export function fromLatin1(text: string): string {
  if (/^[^\u0080-\uffff]*$/.test(text)) return text;
  if (/[\u0100-\uffff]/.test(text)) return text;
  try {
    return utf8.decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}

/** Makes a description fit for the API: no control characters, single blanks, at most 200 characters. */
export function productName(description: string | undefined, sku: string): string {
  const clean = (description ?? '')
    .replace(/\p{Cc}|\p{Cs}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return clean === '' ? `Stock code ${sku}` : [...clean].slice(0, 200).join('').trimEnd();
}
