import express, { type Router } from 'express';
import { z } from 'zod';
import { refuseOtherMethods } from '../../../other-methods.ts';
import type { OccExtension } from '../../deployment/installed-extensions.ts';
import { parseInput, wrongMethod } from '../../http/http.ts';
import type { Tenant } from '../../tenant/tenant.ts';

/** Widgets and gateways of the tenant. OCC: `extensions`. */
export function createExtensionRoutes({ extensions, uploads }: Tenant): Router {
  const router = express.Router();

  router.get('/', (_req, res) => {
    res.json({ items: extensions.list().map(view) });
  });

  // A file that was uploaded before; OCC answers 200 for what it refuses, too.
  router.post('/', (req, res) => {
    const { name } = parseInput(z.object({ name: z.string() }), req.body);
    const zip = uploads.file(name);
    if (zip === undefined)
      res.json({ success: false, errors: [`There is no upload ${name}.`], warnings: [] });
    else res.json(extensions.install(zip));
  });

  router.get('/:id', (req, res) => {
    res.json(view(extensions.require(req.params.id)));
  });

  router.post('/:id', (req, res) => {
    const { op } = parseInput(z.object({ op: z.enum(['activate', 'deactivate']) }), req.body);
    extensions[op](req.params.id);
    res.json(view(extensions.require(req.params.id)));
  });

  router.delete('/:id', (req, res) => {
    extensions.remove(req.params.id);
    res.status(204).end();
  });

  return refuseOtherMethods(router, wrongMethod);
}

function view({
  id,
  extensionID,
  name,
  version,
  active,
  installedAt,
  widgets,
  gateways,
}: OccExtension): Record<string, unknown> {
  return {
    id,
    repositoryId: id,
    extensionID,
    name,
    version,
    enabled: active,
    status: active ? 'activated' : 'deactivated',
    timeInstalled: installedAt.toISOString(),
    widgets,
    gateways: gateways.map((gateway) => gateway.id),
  };
}

/** Ids for extensions that are yet to be made. OCC: `applicationIds`. */
export function createApplicationIdRoutes({ extensions }: Tenant): Router {
  const router = express.Router();
  router.get('/', (_req, res) => {
    res.json({ items: extensions.ids().map(({ id, name }) => ({ id, name, type: 'extension' })) });
  });
  router.post('/', (req, res) => {
    const { name, type } = parseInput(
      z.object({ name: z.string().min(1), type: z.literal('extension') }),
      req.body,
    );
    res.json({ id: extensions.createId(name), name, type });
  });
  return refuseOtherMethods(router, wrongMethod);
}

const Begin = z.object({ filename: z.string().min(1), segments: z.number().int().min(1).max(1000) });
const Piece = z.object({ filename: z.string(), file: z.base64(), index: z.number().int() });

/** Uploads in segments. OCC: `files`. */
export function createFileRoutes({ uploads }: Tenant): Router {
  const router = express.Router();
  router.put('/', (req, res) => {
    const { filename, segments } = parseInput(Begin, req.body);
    res.json({ token: uploads.begin(filename, segments) });
  });
  router.post('/:token', (req, res) => {
    const { file, index } = parseInput(Piece, req.body);
    const success = uploads.add(req.params.token, index, file);
    res.json({ success, result: { unzipErrors: [] } });
  });
  return refuseOtherMethods(router, wrongMethod);
}
