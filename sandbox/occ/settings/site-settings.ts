import { OccProblem } from '../http/problem.ts';
import { CHANNELS, type OccChannel, type Site } from '../shop/sites.ts';
import { problemWith } from './check-setting.ts';
import type { GatewayPackage } from './gateway-package.ts';

/** The values of one instance: setting id to value. */
export type InstanceValues = Readonly<Record<string, unknown>>;
export type SettingInstances = Readonly<Record<OccChannel, InstanceValues>>;

/** The gateways' settings of every site and channel. */
export interface SiteSettings {
  gatewayIds(): readonly string[];
  gateway(id: string): GatewayPackage | undefined;
  /** All values, passwords in clear: for administrators and the extension. 404 for a gateway that is not installed. */
  read(gatewayId: string, siteId: string): SettingInstances;
  /** Merges. Refuses what the gateway's `config.json` does not allow, naming each setting. */
  write(gatewayId: string, siteId: string, change: Partial<SettingInstances>): void;
  /** What the storefront's `extensionSiteSettings` shows: public settings of the storefront's instance, by gateway. */
  publicValues(siteId: string): Readonly<Record<string, InstanceValues>>;
  /** What a webhook carries: everything but passwords, whose names are listed. Empty without the gateway. */
  forWebhook(gatewayId: string, siteId: string, channel: OccChannel): InstanceValues;
  /** A gateway was uploaded or activated: its values stay, and what is new begins with its default. */
  install(gateway: GatewayPackage): void;
  /** A gateway is not active: its settings are hidden. */
  hide(gatewayId: string): void;
  /** A gateway was removed, its values with it. */
  remove(gatewayId: string): void;
  /** OCC: `includeOrderInWebhookPayload`, which OCC itself goes by. */
  includesOrder(gatewayId: string, siteId: string, channel: OccChannel): boolean;
}

interface Dependencies {
  readonly sites: readonly Site[];
  readonly packages: readonly GatewayPackage[];
  /** Values to begin with on every site and channel, by gateway. Settings that the package does not have are left out. */
  readonly provisioned: Readonly<Record<string, InstanceValues>>;
}

export function createSiteSettings({ sites, packages, provisioned }: Dependencies): SiteSettings {
  const byId = new Map(packages.map((each) => [each.id, each]));
  const provisionedIds = new Set(Object.keys(provisioned));
  const gatewayIds = (): readonly string[] => [...new Set([...byId.keys(), ...provisionedIds])];
  const stored = new Map<string, SettingInstances>();
  const keyOf = (gatewayId: string, siteId: string): string => `${gatewayId} ${siteId}`;

  function fill(id: string): void {
    const values = initialValues(byId.get(id), provisioned[id] ?? {});
    for (const site of sites) {
      const key = keyOf(id, site.id);
      const before = stored.get(key);
      stored.set(key, {
        agent: { ...values, ...before?.agent },
        preview: { ...values, ...before?.preview },
        storefront: { ...values, ...before?.storefront },
      });
    }
  }
  for (const id of gatewayIds()) fill(id);

  function hide(gatewayId: string): void {
    byId.delete(gatewayId);
    provisionedIds.delete(gatewayId);
  }

  function read(gatewayId: string, siteId: string): SettingInstances {
    const instances = gatewayIds().includes(gatewayId) ? stored.get(keyOf(gatewayId, siteId)) : undefined;
    if (instances === undefined) throw new OccProblem(404, `There are no settings ${gatewayId}.`);
    return instances;
  }

  return {
    gatewayIds,
    gateway: (id) => byId.get(id),
    read,
    write(gatewayId, siteId, change) {
      const before = read(gatewayId, siteId);
      const details = CHANNELS.flatMap((channel) =>
        problemsIn(byId.get(gatewayId), channel, change[channel] ?? {}),
      );
      if (details.length > 0) {
        throw new OccProblem(400, details.map(({ message }) => message).join(' '), { details });
      }
      const merged = (channel: OccChannel): InstanceValues => ({ ...before[channel], ...change[channel] });
      stored.set(keyOf(gatewayId, siteId), {
        agent: merged('agent'),
        preview: merged('preview'),
        storefront: merged('storefront'),
      });
    },
    publicValues: (siteId) =>
      Object.fromEntries(
        gatewayIds().map((id) => [
          id,
          only(byId.get(id), read(id, siteId).storefront, (each) => each.public === true),
        ]),
      ),
    forWebhook(gatewayId, siteId, channel) {
      const values = stored.get(keyOf(gatewayId, siteId))?.[channel] ?? {};
      const gateway = byId.get(gatewayId);
      const filteredFields = (gateway?.config.properties ?? [])
        .filter(({ type }) => type === 'passwordType')
        .map(({ id }) => id);
      return { ...only(gateway, values, ({ type }) => type !== 'passwordType'), filteredFields };
    },
    install(gateway) {
      byId.set(gateway.id, gateway);
      fill(gateway.id);
    },
    hide,
    remove(gatewayId) {
      hide(gatewayId);
      for (const site of sites) stored.delete(keyOf(gatewayId, site.id));
    },
    includesOrder: (gatewayId, siteId, channel) =>
      stored.get(keyOf(gatewayId, siteId))?.[channel]['includeOrderInWebhookPayload'] === true,
  };
}

function initialValues(gateway: GatewayPackage | undefined, provisioned: InstanceValues): InstanceValues {
  if (gateway === undefined) return provisioned;
  const settings = gateway.config.properties.filter(({ type }) => type !== 'sectionTitleType');
  return Object.fromEntries(
    settings.flatMap(({ id, defaultValue }) => {
      const value = provisioned[id] ?? defaultValue ?? undefined;
      return value === undefined ? [] : [[id, value]];
    }),
  );
}

function problemsIn(
  gateway: GatewayPackage | undefined,
  channel: OccChannel,
  values: InstanceValues,
): readonly { message: string; 'o:errorPath': string }[] {
  if (gateway === undefined) return [];
  return Object.entries(values).flatMap(([id, value]) => {
    const property = gateway.config.properties.find((each) => each.id === id);
    const message = property === undefined ? `There is no setting ${id}.` : problemWith(property, value);
    return message === undefined ? [] : [{ message, 'o:errorPath': `body:${channel}.${id}` }];
  });
}

/** Without its package it is unknown which of a gateway's settings are public or secret: none is shown. */
function only(
  gateway: GatewayPackage | undefined,
  values: InstanceValues,
  wanted: (property: GatewayPackage['config']['properties'][number]) => boolean,
): InstanceValues {
  const ids = (gateway?.config.properties ?? []).filter(wanted).map(({ id }) => id);
  return Object.fromEntries(ids.filter((id) => id in values).map((id) => [id, values[id]]));
}
