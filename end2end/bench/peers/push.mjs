// Devices replicate what lies on standard input (a JSON list of documents for each) to a server, so many documents at
// once as is named, or as PouchDB comes; and one takes all of it from there. Prints the seconds of both.
import { text } from 'node:stream/consumers';

import PouchDB from 'pouchdb-node';

const [url, folder, atOnce] = process.argv.slice(2);
const options = atOnce === undefined ? {} : { batch_size: Number(atOnce) };
const lists = JSON.parse(await text(process.stdin));
const devices = lists.map((_, i) => new PouchDB(`${folder}/device${i}`));
await Promise.all(devices.map((device, i) => device.bulkDocs(lists[i])));

const seconds = async (work) => {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
};
const push = await seconds(() => Promise.all(devices.map((device) => device.replicate.to(`${url}/visits`, options))));
const fresh = new PouchDB(`${folder}/fresh`);
const pull = await seconds(() => fresh.replicate.from(`${url}/visits`, { batch_size: 1_000 }));
console.log(JSON.stringify({ push, pull }));
