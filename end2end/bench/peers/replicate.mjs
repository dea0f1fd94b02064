// Devices replicate what lies on standard input (a JSON list of documents for each) to a server, so many documents at
// once as is named, and one takes all of it from there. They keep what they have in memory, or in LevelDB in the folder
// that is named. Prints the seconds of both.
import { text } from 'node:stream/consumers';

const [url, pushed, pulled, folder] = process.argv.slice(2);

async function inMemory() {
  const [core, ...parts] = await Promise.all(
    ['core', 'adapter-memory', 'adapter-http', 'replication'].map(async (part) => (await import(`pouchdb-${part}`)).default),
  );
  for (const part of parts) core.plugin(part);
  return (name) => new core(name, { adapter: 'memory' });
}

async function inLevelDb() {
  const { default: PouchDB } = await import('pouchdb-node');
  return (name) => new PouchDB(`${folder}/${name}`);
}

async function seconds(work) {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

const database = await (folder === undefined ? inMemory() : inLevelDb());
const lists = JSON.parse(await text(process.stdin));
const devices = lists.map((_, i) => database(`device${i}`));
await Promise.all(devices.map((device, i) => device.bulkDocs(lists[i])));
const options = { batch_size: Number(pushed) };
const push = await seconds(() => Promise.all(devices.map((device) => device.replicate.to(`${url}/visits`, options))));
const pull = await seconds(() => database('fresh').replicate.from(`${url}/visits`, { batch_size: Number(pulled) }));
console.log(JSON.stringify({ push, pull }));
