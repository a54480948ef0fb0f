/** Of the inbox's pages. A mail's HTML fills what is left of the screen, so that only one thing scrolls. */
export const styles = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; display: flex; flex-direction: column; min-height: 100dvh; }
body.html { height: 100dvh; min-height: 32rem; }
header { padding: .75rem 1.25rem; border-bottom: 1px solid #8884; display: flex; gap: 0 1rem; align-items: baseline; flex-wrap: wrap; }
header a { font-weight: 600; color: inherit; text-decoration: none; }
header span, .none { opacity: .7; }
main { padding: 1rem 1.25rem; flex: 1; display: flex; flex-direction: column; min-height: 0; }
form { display: flex; flex-wrap: wrap; gap: .5rem; }
input { font: inherit; padding: .3rem .5rem; width: 24rem; max-width: 100%; }
button { font: inherit; padding: .3rem .7rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
td:last-child { white-space: nowrap; }
h1 { font-size: 1.3rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0 1rem; margin: 0 0 1rem; }
dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: 0 1rem; margin-bottom: .5rem; }
section nav { margin-top: 1rem; }
nav a[aria-current] { font-weight: 600; text-decoration: none; color: inherit; }
iframe { flex: 1; min-height: 0; width: 100%; border: 1px solid #8884; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
@media (max-width: 40rem) {
  header, main { padding-inline: .75rem; } header span, .wide { display: none; } input { flex: 1; }
  table, tbody, tr, td { display: block; } thead { display: none; }
  tr { padding: .6rem 0; border-bottom: 1px solid #8884; } td { padding: 0; border: 0; }
  td + td { font-size: .875rem; opacity: .75; }
  h1 { font-size: 1.1rem; } dl { font-size: .875rem; margin-bottom: .5rem; }
}
`;

/** Takes a fresh list from the server when there is one; the page works without it. */
export const script = `
const list = document.getElementById('list');
const deleteAll = document.getElementById('delete-all');
async function refresh() {
  const answer = await fetch(location.href);
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  list.replaceChildren(...fresh.getElementById('list').childNodes);
  document.body.dataset.state = fresh.body.dataset.state;
  document.title = fresh.title;
}
if (list) {
  setInterval(async () => {
    try {
      const { state } = await (await fetch('/api/messages?limit=1')).json();
      if (state !== document.body.dataset.state) await refresh();
    } catch { /* the shop is not running; the next look may find it again */ }
  }, 2000);
  deleteAll.hidden = false;
  deleteAll.addEventListener('click', async () => {
    if (!confirm('Delete all mail?')) return;
    await fetch('/api/messages', { method: 'DELETE' });
    await refresh();
  });
}
`;
