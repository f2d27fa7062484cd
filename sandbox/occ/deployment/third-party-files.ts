import express, { type Router } from 'express';
import type { Uploads } from './uploads.ts';

const FOLDER = '/thirdparty';

/** Files for other programs, such as Apple's domain file. OCC shows what was uploaded into this folder on the site itself. */
export function createThirdPartyFiles(uploads: Uploads): Router {
  const router = express.Router();
  router.get([`${FOLDER}/*path`, '/.well-known/*path'], (req, res, next) => {
    const path = req.path.startsWith(`${FOLDER}/`) ? req.path : `${FOLDER}${req.path}`;
    const file = uploads.at(path);
    if (file === undefined) next();
    else res.type('application/octet-stream').send(Buffer.from(file));
  });
  return router;
}
