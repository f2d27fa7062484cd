import { LRUCache } from 'lru-cache';
import type { SiteId } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import type { Channel, GatewaySettings } from '../../domain/settings.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';

interface LastKnownSettingsDeps {
  readonly settingsFor: SettingsFor;
  /** Sites times channels that are remembered; the least recently used goes first. */
  readonly capacity: number;
  readonly now: () => Date;
  /** Hears each time that OCC was asked and did not answer. */
  readonly onNotRead: (site: SiteId, channel: Channel, problem: Problem) => void;
}

/** For how long settings count that OCC gave before. */
const KEPT_MS = 60 * 60 * 1000;
/** So that not every payment waits until OCC has not answered. */
const PAUSE_MS = 10 * 1000;

interface LastKnown {
  readonly settings: GatewaySettings;
  readonly readAt: number;
  /** OCC is not asked again before. */
  readonly askAt: number;
}

/**
 * While OCC cannot be asked, the settings that it gave last count, for an hour: payments go on, and what is delivered again is
 * answered. Settings that are wrong or gone are no such failure.
 */
export function createLastKnownSettings({
  settingsFor,
  capacity,
  now,
  onNotRead,
}: LastKnownSettingsDeps): SettingsFor {
  const lastKnown = new LRUCache<string, LastKnown>({ max: capacity });
  return async (site, channel) => {
    const key = `${site} ${channel}`;
    const known = lastKnown.get(key);
    const at = now().getTime();
    if (known !== undefined && at < known.askAt) return known.settings;
    try {
      const settings = await settingsFor(site, channel);
      lastKnown.set(key, { settings, readAt: now().getTime(), askAt: 0 });
      return settings;
    } catch (error) {
      const isUnanswered = error instanceof Problem && error.code === 'gateway-failure';
      if (!isUnanswered || known === undefined || at - known.readAt > KEPT_MS) throw error;
      onNotRead(site, channel, error);
      lastKnown.set(key, { ...known, askAt: now().getTime() + PAUSE_MS });
      return known.settings;
    }
  };
}
