import express, { type Router } from 'express';

/** What a merchant has uploaded under one name: files of several folders, the first that has one (OCC: `/file/general`). */
export function createGeneralFiles(name: string, folders: readonly string[]): Router {
  const router = express.Router();
  for (const folder of folders)
    router.use(`/file/general/${name}`, express.static(folder, { cacheControl: false }));
  return router;
}
