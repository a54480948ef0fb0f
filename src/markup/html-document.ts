import { Html, html } from './html.ts';

export interface HtmlDocument {
  title: string;
  /** More for the head: a style sheet, a script. */
  head?: Html | Html[];
  /** Of the body element, each with a blank before it. */
  attributes?: Html;
  content: Html;
}

/** A whole page in UTF-8 that fits a phone's screen and that no search engine is to keep. */
export function htmlDocument({ title, head = [], attributes = html``, content }: HtmlDocument): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${head}
</head>
<body${attributes}>
${content}
</body>
</html>
`.text;
}

/** @param css of ours: it is not escaped */
export function styleElement(css: string): Html {
  return html`<style>${new Html(css)}</style>`;
}
