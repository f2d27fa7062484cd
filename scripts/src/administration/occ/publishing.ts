import * as z from 'zod';
import type { AdminClient } from './admin-client.ts';

const text = z.string().optional();
const list = z.object({
  items: z
    .array(z.looseObject({ assetId: text, assetType: text, assetTypeDisplayName: text, displayName: text }))
    .default([]),
});

/** OCC documents no list of its types of assets: whatever may be a layout, a widget or a way to pay is one here. */
const CONCERNS_PAYMENTS = /layout|widget|design|payment|gateway/i;

/**
 * Changes of layouts, widgets and ways to pay that only the preview shows until they are published, by name. None where this OCC
 * tells no changes. OCC: `getPublishingChanges`.
 */
export async function listUnpublishedChanges(occ: AdminClient): Promise<readonly string[]> {
  const changes = await occ.read('/ccadmin/v1/publishingChanges', list).catch(() => undefined);
  return (changes?.items ?? [])
    .filter(({ assetType = '', assetTypeDisplayName = '', displayName = '' }) =>
      CONCERNS_PAYMENTS.test(`${assetType} ${assetTypeDisplayName} ${displayName}`),
    )
    .map(
      ({ displayName, assetTypeDisplayName, assetType, assetId }) =>
        displayName ?? assetTypeDisplayName ?? assetType ?? assetId ?? '',
    );
}
