/** Browsers that the device fingerprint has looked at. In memory, until the sandbox is reset. */

/** What a browser told of itself, as much as the stand-in asks for. */
export interface DeviceProfile {
  /** The merchant's id at ThreatMetrix. */
  readonly organizationId: string;
  /** The merchant id, and behind it what payments name as `deviceInformation.fingerprintSessionId`. */
  readonly sessionId: string;
  readonly userAgent: string;
  readonly language: string;
  /** Physical pixels: `1280x900`. */
  readonly screen: string;
  /** IANA name. */
  readonly timeZone: string;
}

export interface DeviceProfiles {
  readonly add: (profile: DeviceProfile) => void;
  readonly list: () => readonly DeviceProfile[];
  readonly clear: () => void;
}

export function createDeviceProfiles(): DeviceProfiles {
  const bySession = new Map<string, DeviceProfile>();
  return {
    add: (profile) => void bySession.set(profile.sessionId, profile),
    list: () => [...bySession.values()],
    clear: () => {
      bySession.clear();
    },
  };
}
