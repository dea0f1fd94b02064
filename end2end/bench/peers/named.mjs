// `pouchdb-server` as npm has it, on a free port of this machine, with all it keeps in the folder that is named. It
// does not say when it listens, so it is asked.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const folder = process.argv[2];
const free = createServer().listen(0, '127.0.0.1');
await once(free, 'listening');
const port = String(free.address().port);
free.close();
await once(free, 'close');

process.chdir(folder);
process.argv.splice(2, 1, '--port', port, '--dir', folder, '--no-stdout-logs');
await import('pouchdb-server/lib/index.js');

const listens = async () => {
  const asked = connect(Number(port), '127.0.0.1');
  const answer = await Promise.race([once(asked, 'connect').then(() => true), once(asked, 'error').then(() => false)]).catch(() => false);
  asked.destroy();
  return answer;
};
while (!(await listens())) await setTimeout(20);
console.log(`port ${port}`);
