/** Fonts that its page asks another host for, which our policy refuses and the browser then reports. */
const foreignFonts = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/;

/** Bull Board hides its links in a menu; this one is always there: above its sidebar (99), below its dialogs (1,000). */
const wayBack =
  '<a href="/admin" style="position:fixed;inset:auto 12px 12px auto;z-index:100;padding:6px 12px;border-radius:6px;' +
  'background:#151a21;color:#fff;font:14px/1.4 system-ui,sans-serif;text-decoration:none">← Overview</a>';

/** Bull Board's page as we send it: nothing of other hosts, and a way back to our own pages. */
export function boardPage(page: string): string {
  return page.replace(foreignFonts, '').replace('<div id="root">', `${wayBack}$&`);
}
