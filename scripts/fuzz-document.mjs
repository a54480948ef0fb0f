import { startVitest } from 'vitest/node';

// npm run fuzz:document -- [REQUESTS [SEED]]: requests made from the OpenAPI document, on a shop of their own. The same seed
// makes the same ones; `npm test` sends a few hundred.
const [requests = '20000', seed = ''] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(requests) || !/^\d*$/.test(seed)) {
  console.error('Usage: npm run fuzz:document -- [REQUESTS [SEED]], whole numbers both');
  process.exit(2);
}
process.env.GENERATED_REQUESTS = requests;
process.env.GENERATED_SEED = seed || String(Date.now() % 2 ** 31);
console.log(`${requests} requests of seed ${process.env.GENERATED_SEED}`);
await startVitest('test', ['tests/api/generated'], { run: true, watch: false });
