/** Remembers the ids of tokens until they expire, so that each is good for one request. */
export interface ReplayGuard {
  /** False when this id was seen before. `expiresAt` in seconds since 1970. */
  readonly firstUse: (id: string, expiresAt: number) => boolean;
}

/** Forgets expired ids as it goes, oldest first; lifetimes are short, so the list stays short. */
export function createReplayGuard(now: () => Date): ReplayGuard {
  const seen = new Map<string, number>();
  return {
    firstUse: (id, expiresAt) => {
      const nowSeconds = now().getTime() / 1000;
      for (const [oldest, expiry] of seen) {
        if (expiry >= nowSeconds) break;
        seen.delete(oldest);
      }
      if (seen.has(id)) return false;
      seen.set(id, expiresAt);
      return true;
    },
  };
}
