/** Reads the gateway extension that a merchant uploads: which settings exist, of which type, shown how. OCC: gateway settings. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { z } from 'zod';

const Property = z.looseObject({
  id: z.string(),
  type: z.enum([
    'stringType',
    'passwordType',
    'booleanType',
    'optionType',
    'multiSelectOptionType',
    'sectionTitleType',
  ]),
  required: z.boolean().optional(),
  defaultValue: z.union([z.string(), z.boolean(), z.null()]).optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  public: z.boolean().optional(),
  options: z.array(z.looseObject({ value: z.string() })).optional(),
});
export type SettingProperty = z.infer<typeof Property>;

const GatewayJson = z.looseObject({
  provider: z.string().optional(),
  paymentMethodTypes: z.array(z.string()),
});
const ConfigJson = z.looseObject({ configType: z.literal('payment'), properties: z.array(Property) });
const Resources = z.looseObject({ resources: z.record(z.string(), z.string()) });

/** One gateway of the package, its files as they are plus what this sandbox understands of them. */
export interface GatewayPackage {
  readonly id: string;
  readonly gateway: z.infer<typeof GatewayJson>;
  readonly config: z.infer<typeof ConfigJson>;
  /** English texts of the settings page. */
  readonly resources: Readonly<Record<string, string>>;
}

/** All gateways in a zip or an unpacked folder; none when there is no such file yet. Throws for a broken package. */
export function readGatewayPackages(location: string): readonly GatewayPackage[] {
  if (!existsSync(location)) return [];
  return gatewaysIn(
    statSync(location).isDirectory() ? filesOfFolder(location) : filesOfZip(readFileSync(location)),
  );
}

/** All gateways in a zip that was uploaded. Throws for a broken package. */
export function gatewayPackagesIn(zip: Uint8Array): readonly GatewayPackage[] {
  return gatewaysIn(filesOfZip(zip));
}

function gatewaysIn(files: ReadonlyMap<string, () => string>): readonly GatewayPackage[] {
  return [...files.keys()].flatMap((name) => {
    const id = /^gateway\/([^/]+)\/gateway\.json$/.exec(name)?.[1];
    return id === undefined ? [] : [readGateway(id, files)];
  });
}

function readGateway(id: string, files: ReadonlyMap<string, () => string>): GatewayPackage {
  const read = <Schema extends z.ZodType>(name: string, schema: Schema): z.infer<Schema> => {
    const text = files.get(`gateway/${id}/${name}`);
    if (text === undefined) throw new Error(`The gateway package has no gateway/${id}/${name}.`);
    const parsed = schema.safeParse(JSON.parse(text()));
    if (!parsed.success) throw new Error(`gateway/${id}/${name}: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  };
  return {
    id,
    gateway: read('gateway.json', GatewayJson),
    config: read('config/config.json', ConfigJson),
    resources: read('config/locales/en.json', Resources).resources,
  };
}

function filesOfFolder(folder: string): ReadonlyMap<string, () => string> {
  return new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => [
      name.split(path.sep).join('/'),
      () => readFileSync(path.join(folder, name), 'utf8'),
    ]),
  );
}

function filesOfZip(zip: Uint8Array): ReadonlyMap<string, () => string> {
  const entries = Object.entries(unzipSync(zip));
  return new Map(entries.map(([name, bytes]) => [name, () => Buffer.from(bytes).toString('utf8')]));
}
