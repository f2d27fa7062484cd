import express, { type Router } from 'express';
import { z } from 'zod';
import { parseInput, wrongMethod } from '../../http/http.ts';
import { siteOf } from '../../shop/sites.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

const Values = z.record(z.string(), z.union([z.string(), z.boolean(), z.null(), z.array(z.string())]));
const Change = z.strictObject({
  agent: Values.optional(),
  preview: Values.optional(),
  storefront: Values.optional(),
});

/** Gateway settings of the site that `x-ccsite` names. OCC: site settings; passwords come in clear. */
export function createSiteSettingsRoutes({ settings, sites }: Tenant): Router {
  const router = express.Router();

  router.get('/', (req, res) => {
    const site = siteOf(req, sites);
    res.json({ items: settings.gatewayIds().map((id) => ({ id, data: settings.read(id, site.id) })) });
  });

  router.get('/:id', (req, res) => {
    const { id } = req.params;
    res.json({ id, data: settings.read(id, siteOf(req, sites).id) });
  });

  router.put('/:id', (req, res) => {
    const { id } = req.params;
    const site = siteOf(req, sites);
    const given = Object.entries(parseInput(Change, req.body)).filter(([, values]) => values !== undefined);
    settings.write(id, site.id, Object.fromEntries(given));
    res.json({ id, data: settings.read(id, site.id) });
  });

  return refuseOtherMethods(router, wrongMethod);
}
