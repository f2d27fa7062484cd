import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { refuseOtherMethods } from '../../../other-methods.ts';
import type { ServerExtensions, WorkRequest } from '../../deployment/server-extensions.ts';
import { parseInput, queryOf, wrongMethod } from '../../http/http.ts';
import { OccProblem } from '../../http/problem.ts';
import type { Tenant } from '../../tenant/tenant.ts';

/** 25 MB and what a form adds. */
const UPLOAD_LIMIT = '26mb';

const Fields = z.object({
  filename: z.string(),
  uploadType: z.literal('extensions'),
  force: z.string().optional(),
  restartExtensionServer: z.string().optional(),
  trackProgress: z.string().optional(),
});

/** Server-side extensions: list, download, upload, remove. OCC: `serverExtensions`. */
export function createServerExtensionRoutes({ serverExtensions }: Tenant): Router {
  const router = express.Router();

  router.get('/', (_req, res) => {
    res.json({
      items: serverExtensions.list().map(({ name, zip, uploadedAt }) => ({
        name,
        size: zip.byteLength,
        lastModified: uploadedAt.toISOString(),
      })),
    });
  });

  router.post('/', express.raw({ type: 'multipart/form-data', limit: UPLOAD_LIMIT }), async (req, res) => {
    const form = await readForm(req);
    const file = form.get('fileUpload');
    if (!(file instanceof File)) throw new OccProblem(400, 'fileUpload is missing.');
    const fields = parseInput(
      Fields,
      Object.fromEntries([...form].filter(([, value]) => typeof value === 'string')),
    );
    const isKnown = serverExtensions.list().some(({ name }) => name === fields.filename);
    if (isKnown && fields.force !== 'true')
      throw new OccProblem(409, `${fields.filename} is there already: force=true replaces it.`);
    serverExtensions.upload(fields.filename, new Uint8Array(await file.arrayBuffer()));
    // OCC restarts its servers after each upload; the progress of that is told on request.
    const { workRequestId } = serverExtensions.restart();
    res.json({
      result: { filename: fields.filename },
      success: true,
      token: null,
      ...(fields.trackProgress === 'true' && { workRequestId }),
    });
  });

  router.get('/:name', (req, res) => {
    res.type('application/zip').send(Buffer.from(serverExtensions.require(req.params.name).zip));
  });

  router.delete('/:name', (req, res) => {
    serverExtensions.remove(req.params.name);
    serverExtensions.restart();
    res.status(204).end();
  });

  return refuseOtherMethods(router, wrongMethod);
}

/** Node reads multipart bodies itself. */
async function readForm(req: Request): Promise<FormData> {
  const contentType = req.get('content-type') ?? '';
  if (!Buffer.isBuffer(req.body)) throw new OccProblem(415, 'The upload is multipart/form-data.');
  try {
    const response = new Response(new Uint8Array(req.body), { headers: { 'content-type': contentType } });
    // Deprecated for servers that the internet reaches: this one listens on 127.0.0.1 and has a limit above.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    return await response.formData();
  } catch {
    throw new OccProblem(400, 'The multipart body cannot be read.');
  }
}

const Restart = z.object({ environmentType: z.enum(['live', 'preview']).default('live') });

/** The servers that run extensions, in the new and in the old spelling. OCC: servers, `restart`. */
export function createServerRoutes(serverExtensions: ServerExtensions): Router {
  const router = express.Router();

  router.post(['/restart', '/servers/restart'], (req, res) => {
    parseInput(Restart, req.body);
    const { workRequestId } = serverExtensions.restart();
    if (queryOf(req, 'trackProgress') === 'true') res.status(202).json({ workRequestId });
    else res.status(204).end();
  });
  router.get('/restartWorkRequestStatus', (req, res) => {
    res.json(view(serverExtensions.workRequest(queryOf(req, 'workRequestId') ?? '')));
  });
  // Preview and live are one server here: what was pushed is there.
  router.post(['/push', '/servers/push'], (req, res) => {
    parseInput(Restart, req.body);
    res.status(202).json({ workRequestId: serverExtensions.restart().workRequestId });
  });

  return router;
}

function view({ completionPercentage, message }: WorkRequest): Record<string, unknown> {
  return { completionPercentage, message };
}
