import express, { type Router } from 'express';
import { z } from 'zod';
import { createLogin, type LoginCredentials } from '../../http/login.ts';
import { requireSite } from '../../shop/sites.ts';
import { toSite } from '../store-api/store-api.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { createApplicationIdRoutes, createExtensionRoutes, createFileRoutes } from './extensions.ts';
import { createFailedMessageRoutes } from './failed-messages.ts';
import { createLayoutRoutes, createWidgetRoutes } from './layouts.ts';
import { createAdminOrderRoutes } from './orders.ts';
import { createOrderTypeRoutes } from './order-types.ts';
import { createProfileRoutes } from './profiles.ts';
import { createServerExtensionRoutes, createServerRoutes } from './server-extensions.ts';
import { createSiteSettingsRoutes } from './site-settings.ts';
import { createVariableRoutes } from './variables.ts';
import { createFunctionWebhookRoutes } from './function-webhooks.ts';
import { parseInput, queryOf, wrongMethod } from '../../http/http.ts';
import { OccProblem } from '../../http/problem.ts';
import { type AdminUser, toAdminProfile } from '../../profiles/admin-users.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

/** OCC's admin API, `/ccadmin/v1`. Everything but `login` needs an admin token; a shopper's is none. */
export function createAdminApi(
  tenant: Tenant,
  credentials: LoginCredentials,
  users: readonly AdminUser[],
): Router {
  const { tokens, sites, settings, paymentTypes, publishing } = tenant;
  const router = express.Router();

  router.use(createLogin('ccadmin', tokens, credentials));
  router.use((req, _res, next) => {
    tokens.require(req, 'ccadmin');
    next();
  });

  router.get('/sites', (_req, res) => {
    res.json({ items: sites.map((site) => toSite(site, settings.publicValues(site.id))) });
  });
  router.get('/sites/:id', (req, res) => {
    const site = requireSite(req.params.id, sites);
    res.json(toSite(site, settings.publicValues(site.id)));
  });
  router.get('/merchant/paymentTypes', (req, res) => {
    const which = queryOf(req, 'enabledOnly') === 'true' ? 'enabled' : 'all';
    res.json({ items: paymentTypes.list(which) });
  });
  router.put('/merchant/paymentTypes', (req, res) => {
    paymentTypes.enable(parseInput(z.object({ paymentTypes: z.array(z.string()) }), req.body).paymentTypes);
    publishing.record({ assetId: 'paymentTypes', assetType: 'paymentTypes', displayName: 'Payment Types' });
    res.json({ items: paymentTypes.list('enabled') });
  });
  router.get('/publishingChanges', (_req, res) => {
    const items = publishing.changes();
    res.json({ items, totalResults: items.length });
  });
  router.post('/publishingChangeLists/publish', (req, res) => {
    parseInput(z.object({ operationType: z.literal('publish') }), req.body);
    publishing.publish();
    res.json({ publishRunning: true, statusMessage: 'A publish has been successfully initiated.' });
  });
  router.get('/merchant/paymentGateways', (_req, res) => {
    res.json({
      items: settings.gatewayIds().map((id) => ({ id, enabled: true, ...settings.gateway(id)?.gateway })),
    });
  });

  router.get('/adminProfiles/current', (req, res) => {
    const { subject } = tokens.require(req, 'ccadmin');
    const user = users.find(({ id }) => id === subject);
    if (user === undefined) throw new OccProblem(404, 'There is no user behind this token.');
    res.json(toAdminProfile(user));
  });

  router.use('/sitesettings', createSiteSettingsRoutes(tenant));
  router.use('/orders', createAdminOrderRoutes(tenant));
  router.use('/orderTypes', createOrderTypeRoutes(tenant.orderTypes));
  router.use('/profiles', createProfileRoutes(tenant));
  router.use('/functionWebhooks', createFunctionWebhookRoutes(tenant));
  router.use('/webhookFailedMessages', createFailedMessageRoutes(tenant));
  router.use('/extensionEnvironmentVariables', createVariableRoutes(tenant));
  router.use('/applicationIds', createApplicationIdRoutes(tenant));
  router.use('/files', createFileRoutes(tenant));
  router.use('/extensions', createExtensionRoutes(tenant));
  router.use('/layouts', createLayoutRoutes(tenant));
  router.use('/widgetDescriptors', createWidgetRoutes(tenant));
  router.use('/serverExtensions', createServerExtensionRoutes(tenant));
  router.use('/servers', createServerRoutes(tenant.serverExtensions));

  return refuseOtherMethods(router, wrongMethod);
}
