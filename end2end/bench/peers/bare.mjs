// PouchDB's server of its parts, on LevelDB and a free port of this machine, with all it keeps in the folder that is
// named, and nothing in it but what PouchDB itself asks for.
import { join } from 'node:path';

import express from 'express';
import pouchServer from 'express-pouchdb';
import PouchDB from 'pouchdb-node';

const folder = process.argv[2];
const options = { mode: 'minimumForPouchDB', logPath: join(folder, 'log.txt'), configPath: join(folder, 'config.json') };
const app = express();
app.use('/', pouchServer(PouchDB.defaults({ prefix: `${folder}/` }), options));
const server = app.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
