/** Extensions with widgets and gateways: ids that the tenant gives out, uploads that are checked, and what is installed. */
import { randomUUID } from 'node:crypto';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { OccProblem } from '../http/problem.ts';
import { gatewayPackagesIn, type GatewayPackage } from '../settings/gateway-package.ts';

const ExtJson = z.looseObject({
  extensionID: z.string(),
  name: z.string(),
  version: z.union([z.string(), z.number()]),
  developerID: z.string().optional(),
});

export interface OccExtension {
  /** OCC's id of the installation. */
  readonly id: string;
  readonly extensionID: string;
  readonly name: string;
  readonly version: string | number;
  readonly gateways: readonly GatewayPackage[];
  readonly widgets: readonly string[];
  readonly installedAt: Date;
  active: boolean;
}

/** OCC's answer to an installation. */
export interface ExtensionInstallation {
  readonly success: boolean;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export interface InstalledExtensions {
  createId(name: string): string;
  ids(): readonly { readonly id: string; readonly name: string }[];
  readonly list: () => readonly OccExtension[];
  require(id: string): OccExtension;
  install(zip: Uint8Array): ExtensionInstallation;
  activate(id: string): void;
  deactivate(id: string): void;
  remove(id: string): void;
}

interface Dependencies {
  readonly initial: readonly OccExtension[];
  /** Told of each gateway that comes or goes. */
  readonly onGateway: (change: 'installed' | 'deactivated' | 'removed', gateway: GatewayPackage) => void;
  readonly now: () => Date;
}

export function createInstalledExtensions({ initial, onGateway, now }: Dependencies): InstalledExtensions {
  const given = new Map<string, string>();
  const installed = new Map(initial.map((extension) => [extension.id, extension]));

  function require(id: string): OccExtension {
    const found = installed.get(id);
    if (found === undefined) throw new OccProblem(404, `There is no extension ${id}.`);
    return found;
  }

  function problemsWith(manifest: z.infer<typeof ExtJson>): readonly string[] {
    const problems: string[] = [];
    const isKnown =
      given.has(manifest.extensionID) ||
      [...installed.values()].some(({ extensionID }) => extensionID === manifest.extensionID);
    if (!isKnown)
      problems.push(
        `ext.json: extensionID ${manifest.extensionID || '(empty)'} was not generated on this tenant.`,
      );
    const active = [...installed.values()].find(
      (each) => each.extensionID === manifest.extensionID && each.active,
    );
    if (active !== undefined)
      problems.push(
        `Version ${active.version} of ${active.name} is active: deactivate it before another one is uploaded.`,
      );
    return problems;
  }

  return {
    createId(name) {
      const id = randomUUID();
      given.set(id, name);
      return id;
    },
    ids: () => [...given].map(([id, name]) => ({ id, name })),
    list: () => [...installed.values()],
    require,
    install(zip) {
      const read = readExtension(zip);
      if ('errors' in read) return { success: false, errors: read.errors, warnings: [] };
      const errors = problemsWith(read.manifest);
      if (errors.length > 0) return { success: false, errors, warnings: [] };
      const older = [...installed.values()].find(
        ({ extensionID }) => extensionID === read.manifest.extensionID,
      );
      if (older !== undefined) installed.delete(older.id);
      const { extensionID, name, version } = read.manifest;
      const { gateways, widgets } = read;
      const id = older?.id ?? `ext${installed.size + 100_001}-${extensionID.slice(0, 8)}`;
      installed.set(id, {
        id,
        extensionID,
        name,
        version,
        gateways,
        widgets,
        installedAt: now(),
        active: true,
      });
      for (const gateway of gateways) onGateway('installed', gateway);
      return { success: true, errors: [], warnings: [] };
    },
    activate(id) {
      const extension = require(id);
      extension.active = true;
      for (const gateway of extension.gateways) onGateway('installed', gateway);
    },
    deactivate(id) {
      const extension = require(id);
      extension.active = false;
      for (const gateway of extension.gateways) onGateway('deactivated', gateway);
    },
    remove(id) {
      const extension = require(id);
      if (extension.active) throw new OccProblem(400, `${extension.name} is active: deactivate it first.`);
      installed.delete(id);
      for (const gateway of extension.gateways) onGateway('removed', gateway);
    },
  };
}

type ReadExtension =
  | { readonly errors: readonly string[] }
  | {
      readonly manifest: z.infer<typeof ExtJson>;
      readonly gateways: readonly GatewayPackage[];
      readonly widgets: readonly string[];
    };

function readExtension(zip: Uint8Array): ReadExtension {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip);
  } catch {
    return { errors: ['The file is no zip.'] };
  }
  const text = files['ext.json'];
  if (text === undefined) return { errors: ['There is no ext.json at the top of the zip.'] };
  try {
    const parsed = ExtJson.safeParse(JSON.parse(Buffer.from(text).toString('utf8')));
    if (!parsed.success) return { errors: [`ext.json: ${z.prettifyError(parsed.error)}`] };
    const widgets = Object.keys(files).flatMap(
      (name) => /^widget\/([^/]+)\/widget\.json$/.exec(name)?.[1] ?? [],
    );
    return { manifest: parsed.data, gateways: gatewayPackagesIn(zip), widgets };
  } catch (error) {
    return { errors: [error instanceof Error ? error.message : 'The extension cannot be read.'] };
  }
}
