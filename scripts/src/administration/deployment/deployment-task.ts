import type { AdminClient } from '../occ/admin-client.ts';
import type { ChannelSettings } from '../settings/channel-settings.ts';
import type { TenantProfile } from '../tenant/tenant.ts';
import type { KeptRecord } from './record.ts';
import type { TenantState } from './tenant-state.ts';
import type { DeploymentZips, ZipStore } from './zips.ts';

/** Everything that the steps of one deployment work with. */
export interface DeploymentTask {
  readonly tenant: TenantProfile;
  readonly occ: AdminClient;
  readonly state: TenantState;
  readonly packages: DeploymentZips;
  readonly archive: ZipStore;
  /** Variables beside those that every deployment sets. */
  readonly variables: Readonly<Record<string, string>>;
  readonly settings?: readonly ChannelSettings[];
  readonly progress: (text: string) => void;
  readonly wait: (ms: number) => Promise<void>;
  /** Whether CyberSource's notifications are subscribed to although no setting asks for it. */
  readonly notifications: boolean;
  readonly record: KeptRecord;
}
