/**
 * ThreatMetrix's addresses as pages use them (CyberSource: Device Fingerprinting Guide): `/fp/tags.js` is the script, `/fp/tags` the
 * page for browsers without scripts, `/fp/clear.png` its picture. `/fp/profile` is the sandbox's own: where the script tells
 * what it saw.
 */
import express from 'express';
import { z } from 'zod';
import { refuseOtherMethods } from '../../other-methods.ts';
import { wrongMethod } from '../api/http/receive.ts';
import { bundleScript, type BrowserScript } from '../microform/browser-bundle.ts';
import type { DeviceProfiles } from './device-profiles.ts';

const Session = z.object({ org_id: z.string().min(1).max(64), session_id: z.string().min(1).max(128) });
const text = z.string().max(512);
const Seen = z.object({ userAgent: text, language: text, screen: text, timeZone: text });

/** A transparent pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** Bundles the script when it is first asked for. */
export function deviceFingerprintRoutes(profiles: Pick<DeviceProfiles, 'add'>): express.Router {
  const routes = express.Router();
  let script: Promise<BrowserScript> | undefined;

  routes.use('/fp', (_req, res, next) => {
    res.set({
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    next();
  });
  routes.get('/fp/tags.js', async (req, res) => {
    if (!Session.safeParse(req.query).success) {
      res.status(400).type('text/javascript').send('/* org_id or session_id is missing. */');
      return;
    }
    script ??= bundleScript(new URL('./browser/tags.ts', import.meta.url));
    res.type('text/javascript').send((await script).bytes);
  });
  routes.get('/fp/tags', (_req, res) => {
    res.type('html').send('<!doctype html><title>Device fingerprint</title><img alt="" src="/fp/clear.png">');
  });
  routes.get('/fp/clear.png', (_req, res) => {
    res.type('png').send(PIXEL);
  });
  // As plain text, so that a browser asks no leave of another origin first.
  routes.post('/fp/profile', express.text({ limit: '8kb' }), (req, res) => {
    const session = Session.safeParse(req.query);
    const seen = Seen.safeParse(parsed(req.body));
    if (!session.success || !seen.success) {
      res.status(400).end();
      return;
    }
    profiles.add({
      organizationId: session.data.org_id,
      sessionId: session.data.session_id,
      ...seen.data,
    });
    res.status(204).end();
  });
  return refuseOtherMethods(routes, wrongMethod);
}

function parsed(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}
