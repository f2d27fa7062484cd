import express, { type Express, type Router } from 'express';
import { createAdminApi } from './api/admin-api/admin-api.ts';
import { createAdminxApi } from './api/adminx-api/adminx-api.ts';
import { createAgentApi } from './api/agent-api/agent-api.ts';
import { createAppApi } from './api/app-api/app-api.ts';
import { answerProblem, notFound } from './http/http.ts';
import type { LoginCredentials } from './http/login.ts';
import { createThirdPartyFiles } from './deployment/third-party-files.ts';
import { createSandboxApi } from './api/sandbox-api/sandbox-api.ts';
import { createStoreApi } from './api/store-api/store-api.ts';
import { type AdminUser, adminUserByPassword, hasOneTimeCode } from './profiles/admin-users.ts';
import type { Tenant } from './tenant/tenant.ts';

/** Who may use the admin APIs. */
export interface AdminAccess {
  readonly users: readonly AdminUser[];
  readonly applicationKey: string;
}

/** OCC's REST APIs in the order in which they are tried, then the pages, then one error handler. */
export function createOccApp(
  tenant: Tenant,
  { users, applicationKey }: AdminAccess,
  pages: readonly Router[],
): Express {
  const credentials: LoginCredentials = {
    byPassword(email, password, code) {
      const user = adminUserByPassword(users, email, password);
      return user && hasOneTimeCode(user, code, tenant.now()) ? { subject: user.id, user } : undefined;
    },
    applicationKey,
  };

  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  // What one segment of a file becomes in base64, with room.
  app.use('/ccadmin/v1/files', express.json({ limit: '4mb' }));
  app.use(
    ['/ccstore', '/ccadmin', '/ccadminx', '/ccagent', '/ccapp', '/sandbox'],
    express.json({ limit: '1mb' }),
    express.urlencoded(),
  );
  app.use('/ccstore/v1', createStoreApi(tenant));
  app.use('/ccadmin/v1', createAdminApi(tenant, credentials, users));
  app.use('/ccadminx/custom/v1', createAdminxApi(tenant));
  app.use('/ccagent/v1', createAgentApi(tenant, credentials));
  app.use('/ccapp/v1', createAppApi(tenant, credentials));
  app.use('/sandbox/v1', createSandboxApi(tenant));
  app.use(createThirdPartyFiles(tenant.uploads));
  for (const page of pages) app.use(page);
  app.use(notFound, answerProblem);
  return app;
}
