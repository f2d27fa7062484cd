import type { ObservedTenantState } from '../deployment/tenant-state.ts';
import type { AdminClient } from '../occ/admin-client.ts';
import type { TenantSettings } from '../settings/tenant-settings.ts';
import type { TenantProfile } from '../tenant/tenant.ts';

/** What the doctor's checks work with; read once. */
export interface DoctorTask {
  readonly tenant: TenantProfile;
  readonly occ: AdminClient;
  readonly state: ObservedTenantState;
  /** Undefined where the gateway is not installed. */
  readonly settings: TenantSettings | undefined;
}
