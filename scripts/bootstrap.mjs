// The front of every npm script: `node scripts/bootstrap.mjs TASK [args]` installs what is missing, builds what
// is stale and runs the task on the Node version that the project pins. No dependencies. This first file keeps
// to the syntax of old Nodes, so that they get as far as the message.

const wanted = { node: [20, 20], npm: 11 };

const node = process.versions.node.split('.').map(Number);
const nodeIsOld = node[0] < wanted.node[0] || (node[0] === wanted.node[0] && node[1] < wanted.node[1]);
const npm = /^npm\/((\d+)[^ ]*)/.exec(process.env.npm_config_user_agent || '');
const npmIsOld = npm !== null && Number(npm[2]) < wanted.npm;

function refuse(line) {
  console.error(line);
  process.exit(1);
}

if (nodeIsOld) {
  refuse(
    'Holdfast needs Node 20.20 or newer with npm 11 or newer; this is Node ' +
      process.versions.node +
      '. Install a newer one from https://nodejs.org and run the command again.',
  );
} else if (npmIsOld) {
  refuse(
    'Holdfast needs npm 11 or newer; this is npm ' +
      npm[1] +
      '. Run: npm install --global npm@11 (or use: npx npm@11 start)',
  );
} else {
  import('./bootstrap/run.mjs').then(
    (bootstrap) => bootstrap.run(process.argv[2], process.argv.slice(3)),
    (error) => refuse(`Holdfast cannot start: ${error.message}`),
  );
}
