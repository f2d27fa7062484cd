import type { AdminClient } from '../occ/admin-client.ts';
import { observeTenantState } from '../deployment/tenant-state.ts';
import { findTenantSettings } from '../settings/tenant-settings.ts';
import type { TenantProfile } from '../tenant/tenant.ts';
import { linkOf } from './check-catalogue.ts';
import type { DoctorCheck, DoctorFinding } from './doctor-check.ts';
import { extensionChecks } from './extension-checks.ts';
import { layoutChecks } from './layout-checks.ts';
import { mandateChecks } from './mandate-checks.ts';
import { orderChecks } from './order-checks.ts';
import { previewChecks } from './preview-checks.ts';
import { shopChecks } from './shop-checks.ts';
import { versionChecks } from './version-checks.ts';
import { webhookChecks } from './webhook-checks.ts';

export interface DoctorOptions {
  /** A day, as 2027-03-01: what will be wrong then. */
  readonly asOf?: string;
  readonly progress: (text: string) => void;
}

/** Everything that the doctor looks at. Moves no money and changes nothing. */
export async function examine(
  tenant: TenantProfile,
  occ: AdminClient,
  { asOf, progress }: DoctorOptions,
): Promise<readonly DoctorCheck[]> {
  progress('Reading the tenant …');
  const task = { tenant, occ, state: await observeTenantState(occ), settings: await findTenantSettings(occ) };
  progress('Asking the extension, which asks CyberSource with each merchant’s key …');
  const own = await extensionChecks(task, asOf);
  progress('Sending a signed test delivery to each webhook …');
  const webhooks = await webhookChecks(task);
  progress('Looking at payment types, layouts, domains and recent orders …');
  const found = [
    ...own,
    ...webhooks,
    ...(await shopChecks(task)),
    ...(await layoutChecks(task)),
    ...(await previewChecks(task)),
    ...(await orderChecks(task)),
    ...(await versionChecks(task)),
    // The extension rehearses the mandate by itself; where it cannot be asked, the settings tell.
    ...(asOf === undefined || own.some(isAboutMandate) ? [] : mandateChecks(task, asOf)),
  ];
  return withoutRepeats(found).map((check) => ({ ...check, link: linkOf(check.id) }));
}

/** Tells of a day to come: that HTTP Signature ends is a warning of every day. */
function isAboutMandate({ id, status }: DoctorFinding): boolean {
  return id === 'mandate' && status !== 'warning';
}

/** The extension and the tenant may tell of one thing twice, as of a missing webhook secret. */
function withoutRepeats(checks: readonly DoctorFinding[]): readonly DoctorFinding[] {
  const keys = new Set<string>();
  return checks.filter(({ id, site, channel, setting, status }) => {
    const key = JSON.stringify([id, site, channel, setting, status]);
    if (status === 'ok' || !keys.has(key)) {
      keys.add(key);
      return true;
    }
    return false;
  });
}
