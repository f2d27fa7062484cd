import { createAdminApi } from '../http/admin-api.ts';
import { createExtensionApi, type ExtensionApi } from '../http/extension-api.ts';
import { createOmsApi, type OmsApi } from '../http/oms-api.ts';
import { createPageStatus, type PageStatus } from './page-status.ts';

/** What every page of the order management has. */
export interface ExtensionPage extends PageStatus {
  readonly oms: OmsApi;
  readonly extension: ExtensionApi;
}

/** Over the page's own `fetch`. */
export function createExtensionPage(): ExtensionPage {
  const call = createAdminApi(window.fetch.bind(window));
  return { oms: createOmsApi(call), extension: createExtensionApi(call), ...createPageStatus() };
}
