import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCyberSource, type CyberSource } from '../cybersource/cybersource.ts';
import type { ReadKeyFile } from '../cybersource/keys/key-files.ts';
import { present } from '../domain/present.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { sha256 } from '../domain/sha256.ts';
import { createOccApi, type OccApi } from '../occ/api/admin-api.ts';
import { createAllSettings } from '../occ/settings/all-settings.ts';
import { createLastKnownSettings } from '../occ/settings/last-known-settings.ts';
import { createSiteDetails, type SiteDetails } from '../occ/settings/site-details.ts';
import { createSettingsFor } from '../occ/settings/site-settings.ts';
import type { SettingsFor } from '../payments/ports/settings-for.ts';
import type { Installation, Overrides } from './installation.ts';
import { assembleTelemetry, type Telemetry } from './monitoring/telemetry.ts';
import { type Clock, createClock } from './time/clock.ts';

/**
 * Settings that are remembered at most: room for all sites and channels of a shop. Requests with invented site ids displace
 * only the least recently used ones.
 */
const REMEMBERED_SITES = 200;

/** The clients of OCC and CyberSource, the clock, and the listeners of their calls. */
export interface AssembledConnections {
  readonly now: () => Date;
  /** By how much this machine's clock differs from CyberSource's. */
  readonly offsetMs: Clock['offsetMs'];
  readonly telemetry: Telemetry;
  readonly occ: OccApi;
  readonly settingsFor: SettingsFor;
  /** The settings of every site and channel with the gateway. */
  readonly allSettings: () => Promise<readonly GatewaySettings[]>;
  readonly sites: SiteDetails;
  /** How long, and for how many sites, OCC's answers are remembered. */
  readonly remembering: { readonly ttlMs: number; readonly capacity: number; readonly now: () => Date };
  readonly cyberSource: CyberSource;
  readonly readKeyFile: ReadKeyFile;
}

/** The clock, OCC with its settings, and CyberSource. Nothing is called yet. */
export function assembleConnections(
  { config, log, methods }: Installation,
  overrides: Partial<Overrides>,
): AssembledConnections {
  const { now, observeServerDate, offsetMs } =
    overrides.clock ??
    createClock({
      machine: () => new Date(),
      elapsed: () => performance.now(),
      onDrift: (byMs, isCorrected) => {
        log(isCorrected ? 'clock.corrected' : 'clock.drift-too-large', { driftMs: byMs });
      },
    });
  const telemetry = overrides.telemetry ?? assembleTelemetry(config, now);
  const occ =
    overrides.occ ??
    createOccApi({
      ...config.occ,
      timeoutMs: config.deadlines.lookUp,
      now,
      observeCall: telemetry.observeOccCall,
      traceCall: telemetry.traceOccCall,
    });
  const remembering = { ttlMs: config.settingsTtlMs, capacity: REMEMBERED_SITES, now };
  const settingsFor =
    overrides.settingsFor ??
    createLastKnownSettings({
      settingsFor: createSettingsFor(occ, methods, remembering),
      capacity: REMEMBERED_SITES,
      now,
      onNotRead: (site, channel, { message }) => {
        log('settings.not-read', { site, channel, error: message });
      },
    });
  const readKeyFile: ReadKeyFile = (name) => readFile(join(config.keyFolder, name));
  const { observeCall, traceCall, observeCertificate } = telemetry;
  const cyberSource: CyberSource = {
    ...createCyberSource({
      partner: config.partner,
      application: { ...config.application, installation: installationName(config.occ.adminUrl) },
      methods,
      idleMs: config.connectionIdleMs,
      readKeyFile,
      now,
      observeServerDate,
      observeCall,
      traceCall,
      observeCertificate,
      log,
      ...present({ intermediateHost: config.intermediateHost }),
      ...(overrides.clientFor && { clientFor: overrides.clientFor }),
      ...(overrides.transport && { transport: overrides.transport }),
    }),
    ...overrides.cyberSource,
  };
  return {
    now,
    offsetMs,
    telemetry,
    occ,
    settingsFor,
    allSettings: createAllSettings(occ, settingsFor),
    sites: createSiteDetails(occ, config.occ.storeUrl, remembering),
    remembering,
    cyberSource,
    readKeyFile,
  };
}

/**
 * A name for everything that runs for one OCC: the same on every instance and after every restart. Two OCCs may share a
 * merchant account; by this name each finds its own payments among CyberSource's transactions.
 */
function installationName(adminUrl: string): string {
  const digest = sha256(new URL(adminUrl).host, 'hex');
  return `occ-${digest.slice(0, 12)}`;
}
