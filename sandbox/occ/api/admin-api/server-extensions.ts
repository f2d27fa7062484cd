import { crc32 } from 'node:zlib';
import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { refuseOtherMethods } from '../../../other-methods.ts';
import type {
  ServerExtensionFile,
  ServerExtensions,
  WorkRequest,
} from '../../deployment/server-extensions.ts';
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

  router.get('/', (req, res) => {
    const { environmentType } = parseInput(Environment, { environmentType: queryOf(req, 'environmentType') });
    res.json({ items: serverExtensions.list(environmentType).map(viewFile) });
  });

  // Before the names: they are paths of their own.
  router.get('/preview', (_req, res) => {
    res.json(viewPreview(serverExtensions));
  });
  router.post('/preview/enable', (req, res) => {
    parseInput(z.object({ enable: z.literal(true) }), req.body);
    serverExtensions.enablePreview();
    res.json(viewPreview(serverExtensions));
  });
  router.post('/promoteFiles', (req, res) => {
    const { paths } = parseInput(z.object({ paths: z.array(z.string()).min(1) }), req.body);
    serverExtensions.promote(paths);
    res.status(202).json({ promoteInitiated: true });
  });
  router.get('/promoteStatus', (_req, res) => {
    const promotion = serverExtensions.promotion();
    if (promotion === undefined) throw new OccProblem(404, 'Nothing was promoted yet.');
    res.json({
      ...promotion,
      state: 'completed',
      success: promotion.failedExtensions.length === 0,
      lastSuccessfulPhase: 'post-promote',
      promotePhaseRolledBack: false,
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
    const environment = serverExtensions.hasPreview() ? 'preview' : 'live';
    const isKnown = serverExtensions.list(environment).some(({ name }) => name === fields.filename);
    if (isKnown && fields.force !== 'true')
      throw new OccProblem(409, `${fields.filename} is there already: force=true replaces it.`);
    serverExtensions.upload(fields.filename, new Uint8Array(await file.arrayBuffer()));
    // OCC restarts its servers after each upload; the progress of that is told on request.
    const { workRequestId } = serverExtensions.restart(environment);
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
    // oxlint-disable-next-line typescript/no-deprecated
    return await response.formData();
  } catch {
    throw new OccProblem(400, 'The multipart body cannot be read.');
  }
}

const Environment = z.object({ environmentType: z.enum(['live', 'preview']).default('live') });

/** The servers that run extensions, in the new and in the old spelling. OCC: servers, `restart`. */
export function createServerRoutes(serverExtensions: ServerExtensions): Router {
  const router = express.Router();

  router.post(['/restart', '/servers/restart'], (req, res) => {
    const { workRequestId } = serverExtensions.restart(parseInput(Environment, req.body).environmentType);
    if (queryOf(req, 'trackProgress') === 'true') res.status(202).json({ workRequestId });
    else res.status(204).end();
  });
  router.get('/restartWorkRequestStatus', (req, res) => {
    res.json(view(serverExtensions.workRequest(queryOf(req, 'workRequestId') ?? '')));
  });
  // OCC: pushes Commerce's own configuration to the extension servers; no file of an extension moves by it.
  router.post(['/push', '/servers/push'], (req, res) => {
    parseInput(Environment, req.body);
    res.status(204).end();
  });

  return router;
}

function viewFile({ name, zip, uploadedAt }: ServerExtensionFile): Record<string, unknown> {
  return { name, size: zip.byteLength, lastModified: uploadedAt.toISOString(), checksum: crc32(zip) };
}

/** Here they are there as soon as they are enabled; OCC takes a while. */
function viewPreview(serverExtensions: ServerExtensions): Record<string, unknown> {
  const previewEnabled = serverExtensions.hasPreview();
  return {
    previewEnabled,
    progress: previewEnabled ? 'provisioning_complete' : 'none',
    message: previewEnabled ? 'Preview is enabled.' : 'Preview is not enabled.',
  };
}

function view({ completionPercentage, message }: WorkRequest): Record<string, unknown> {
  return { completionPercentage, message };
}
