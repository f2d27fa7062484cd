// The least that a host of OCC does: gives the extension its modules and mounts it. Usage: node host.cjs <folder>
const path = require('node:path');
const { createRequire } = require('node:module');

const folder = path.resolve(process.argv[2]);
const fromExtension = createRequire(path.join(folder, 'package.json'));
const express = fromExtension('express');

const app = express();
app.use('/ccstorex/custom', fromExtension(folder));
const server = app.listen(0, '127.0.0.1', () => {
  process.send({ port: server.address().port, node: process.version });
});
process.on('disconnect', () => process.exit());
