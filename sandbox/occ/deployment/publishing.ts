/** What was changed in OCC's administration and is seen in preview only, until it is published. OCC: publishing changes. */

export interface PublishingChange {
  readonly assetId: string;
  readonly assetType: string;
  readonly displayName: string;
}

export interface Publishing {
  /** One for each asset, however often it was changed. */
  readonly changes: () => readonly PublishingChange[];
  readonly record: (change: PublishingChange) => void;
  readonly publish: () => void;
}

export function createPublishing(): Publishing {
  const changes = new Map<string, PublishingChange>();
  return {
    changes: () => [...changes.values()],
    record: (change) => changes.set(`${change.assetType} ${change.assetId}`, change),
    publish: () => {
      changes.clear();
    },
  };
}
