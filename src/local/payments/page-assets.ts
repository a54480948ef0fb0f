/** Of the simulator's pages, on phones first. */
export const styles = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; }
header { padding: .75rem 1.25rem; border-bottom: 1px solid #8884; display: flex; gap: 0 1rem; align-items: baseline; flex-wrap: wrap; }
header a { font-weight: 600; color: inherit; text-decoration: none; }
header span, .none, .state, td + td { opacity: .75; }
main { padding: 1rem 1.25rem; max-width: 60rem; }
h1 { font-size: 1.3rem; margin: 1rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
button, input { font: inherit; padding: .6rem .8rem; }
.pay { max-width: 26rem; margin: 1rem auto; overflow-wrap: anywhere; }
.pay p { margin: .25rem 0; }
.pay .amount { font-size: 2.2rem; font-weight: 600; line-height: 1.2; }
.pay form { margin: .5rem 0; }
.pay button { width: 100%; border: 1px solid #8888; border-radius: .5rem; background: none; color: inherit; cursor: pointer; }
.pay button.main { background: #1b6e3c; border-color: #1b6e3c; color: #fff; font-weight: 600; }
.pay .notice { margin: 0 0 1rem; }
.notice { padding: .5rem .75rem; border-left: 4px solid #c33; background: #c331; }
.faults { display: grid; gap: .5rem; max-width: 30rem; }
.faults label { display: flex; justify-content: space-between; align-items: center; gap: 1rem; }
.faults .check { justify-content: start; }
.faults input[type=number] { width: 8rem; }
@media (max-width: 40rem) {
  header, main { padding-inline: .75rem; }
  table, tbody, tr, td { display: block; } thead { display: none; }
  tr { padding: .5rem 0; border-bottom: 1px solid #8884; } td { padding: 0; border: 0; }
  td + td { font-size: .875rem; }
}
`;
