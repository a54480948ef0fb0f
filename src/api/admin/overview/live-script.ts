import { sourceHash } from '../../../markup/source-hash.ts';

/** Between two looks of an open page, in ms. */
export const LOOK_EVERY_MS = 2_000;

/**
 * Keeps an open page fresh: fetches the cards and swaps those that changed, leaving alone what is focused or
 * selected. It rests while nobody sees the page, says so when the shop does not answer, and goes to the login
 * once the session is over. The page is complete without it.
 */
export const liveScript = `
const live = document.getElementById('live');
let timer;
function swap(fresh) {
  const old = document.getElementById(fresh.id);
  if (!old || old.outerHTML === fresh.outerHTML) return;
  const selection = getSelection();
  if (!selection.isCollapsed && selection.containsNode(old, true)) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  old.className = fresh.className;
  old.replaceChildren(...fresh.childNodes);
  if (focused !== null) old.querySelector('a[href="' + CSS.escape(focused) + '"]')?.focus();
}
function say(state, words) {
  live.dataset.state = state;
  if (live.textContent !== words) live.textContent = words;
}
async function look() {
  clearTimeout(timer);
  try {
    const answer = await fetch('/admin/live', { signal: AbortSignal.timeout(10000) });
    if (answer.status === 401 || answer.status === 403) return location.reload();
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    fresh.querySelectorAll('[data-live]').forEach(swap);
    document.title = fresh.title;
    say('live', 'Live, ' + fresh.querySelector('time').textContent + ' UTC');
  } catch {
    say('lost', 'No answer from this process; these figures are old');
  }
  if (!document.hidden) timer = setTimeout(look, ${LOOK_EVERY_MS});
}
document.addEventListener('visibilitychange', () => document.hidden ? clearTimeout(timer) : look());
addEventListener('pageshow', (event) => event.persisted && look());
if (!document.hidden) timer = setTimeout(look, ${LOOK_EVERY_MS});
`;

/** For the page's Content-Security-Policy: this script and no other. */
export const liveScriptHash = sourceHash(liveScript);
