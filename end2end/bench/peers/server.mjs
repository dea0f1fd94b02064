// PouchDB's server on LevelDB, on a free port of this machine, with all it keeps in the folder that is named.
import { join } from 'node:path';

import express from 'express';
import pouchServer from 'express-pouchdb';
import PouchDB from 'pouchdb-node';

const folder = process.argv[2];
const options = { mode: 'minimumForPouchDB', logPath: join(folder, 'log.txt'), configPath: join(folder, 'config.json') };
const app = express();
app.get('/empty', (_, answer) => answer.type('html').send('<!doctype html><title>empty</title>'));
app.use('/', pouchServer(PouchDB.defaults({ prefix: `${folder}/` }), options));
const server = app.listen(0, '127.0.0.1', () => console.log(String(server.address().port)));
