import express, { type Router } from 'express';
import { createProfileRoutes } from '../admin-api/profiles.ts';
import { createLogin, type LoginCredentials } from '../../http/login.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { wrongMethod } from '../../http/http.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

/** OCC's application API, `/ccapp/v1`: profile data for callers that hold the application key. */
export function createAppApi(tenant: Tenant, credentials: LoginCredentials): Router {
  const router = express.Router();
  router.use(createLogin('ccapp', tenant.tokens, credentials));
  router.use((req, _res, next) => {
    tenant.tokens.require(req, 'ccapp');
    next();
  });
  router.use('/profiles', createProfileRoutes(tenant));
  return refuseOtherMethods(router, wrongMethod);
}
