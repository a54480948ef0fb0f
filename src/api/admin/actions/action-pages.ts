import { newId } from '../../../ids.ts';
import { type Html, html } from '../../../markup/html.ts';
import { card, operatorPage } from '../layout.ts';
import type { Review } from './action.ts';
import { hiddenField } from './fields.ts';

/** Where an action is, and what it is called. */
interface ActionPlace {
  title: string;
  /** Address of the action itself. */
  address: string;
  /** Address of its subject, to go back to. */
  back: string;
}

/** What is to be filled in. @param seen version of the subject that is shown */
export function formPage(place: ActionPlace, fields: Html, seen: string, isFaulty: boolean): string {
  const fault = isFaulty
    ? html`<p class="notice is-critical" role="alert">Look at what is marked: nothing has been done.</p>`
    : [];
  return page(
    place,
    html`${fault}<form class="action" method="post" action="${place.address}">${hiddenField('seen', seen)}
${fields}
<p class="buttons"><button class="primary">Go on</button><a href="${place.back}">Back</a></p></form>
<p class="soft small">Nothing happens yet: the next page says what will.</p>`,
  );
}

/** What will happen, and the button that does it; the page has a key of its own, with which it is done once. */
export function reviewPage(
  place: ActionPlace,
  review: Review,
  filledIn: readonly (readonly [string, string])[],
  seen: string,
): string {
  const sentences = review.sentences.map((sentence) => html`<li>${sentence}</li>`);
  return page(
    place,
    html`<ul class="sentences">${sentences}</ul>
<form class="action" method="post" action="${place.address}">${filledIn.map(([name, value]) => hiddenField(name, value))}${hiddenField('seen', seen)}${hiddenField('key', newId())}
<p class="buttons"><button class="${review.isGrave ? 'grave' : 'primary'}">${review.button}</button><a href="${place.back}">No, go back</a></p></form>`,
  );
}

/** Why nothing was done. */
export function refusedPage(place: ActionPlace, words: string): string {
  return page(
    place,
    html`<p class="notice is-critical" role="alert">${words}</p><p class="buttons"><a class="button" href="${place.back}">Look again</a></p>`,
  );
}

function page({ title }: ActionPlace, content: Html): string {
  const sheet = card({ id: 'action', title, content });
  return operatorPage({ title, content: html`<div class="narrow">${sheet}</div>` });
}
