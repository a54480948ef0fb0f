import { Html, html } from '../markup/html.ts';

/** What a buyer reads for a provider; one that is not here has its own name. */
const words: Readonly<Record<string, readonly [name: string, more: string]>> = {
  stripe: ['Card or wallet', 'On the page of our payment provider'],
  simulator: ['Pay online', 'A page that plays a payment provider; no money moves'],
  manual: ['Bank transfer', 'We send it when the money has come'],
};

/** A radio button for each way to pay, the first where none is chosen; nothing where there is none to choose. */
export function providerChoices(providers: readonly string[], asked = ''): Html {
  if (providers.length === 0) return html``;
  const chosen = providers.includes(asked) ? asked : providers[0];
  const choices = providers.map((name) => {
    const [label, more] = words[name] ?? [name, ''];
    return html`<label class="choice"><input type="radio" name="provider" value="${name}"${new Html(name === chosen ? ' checked' : '')}><span>${label}<br><span class="soft small">${more}</span></span></label>\n`;
  });
  return html`<fieldset class="sheet"><legend>How you pay</legend>\n${choices}</fieldset>\n`;
}

/** With the ways to pay at once before those that take days. */
export function inOrder<Name extends string>(providers: readonly Name[]): Name[] {
  return providers.toSorted((a, b) => Number(a === 'manual') - Number(b === 'manual'));
}
