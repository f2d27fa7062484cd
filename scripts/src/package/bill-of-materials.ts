/** The bill of materials of a package, as CycloneDX 1.6 in JSON: what a security officer's scanner reads. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Enums, Models, Serialize, Spec, SPDX } from '@cyclonedx/cyclonedx-library';
import { inRepository, version } from '../program/repository.ts';
import type { BundledPackage } from './bundled-packages.ts';

/** What the bill is of: one of our own packages. */
export interface PackageDefinition {
  readonly name: string;
  readonly description: string;
  readonly packages: readonly BundledPackage[];
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly integrity?: string; readonly resolved?: string }>>;
}

/**
 * Lists the packages of others with version, licence, package URL and the hash under which the registry gives them out.
 * The same packages give the same text: no time, and a serial number that follows from the content.
 */
export function billOfMaterials({ name, description, packages }: PackageDefinition): string {
  const { packages: locked } = JSON.parse(
    readFileSync(inRepository('package-lock.json'), 'utf8'),
  ) as Lockfile;
  const product = new Models.Component(Enums.ComponentType.Application, name, {
    version,
    description,
    bomRef: `${name}@${version}`,
    licenses: new Models.LicenseRepository([new Models.SpdxLicense('MIT')]),
  });
  const components = packages.map((each) => toComponent(each, locked[each.folder]?.integrity));
  for (const { bomRef } of components) product.dependencies.add(bomRef);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: product }),
    components: new Models.ComponentRepository(components),
    serialNumber: serialNumberOf([`${name}@${version}`, ...packages.map(purlOf)]),
  });
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function toComponent(bundled: BundledPackage, integrity: string | undefined): Models.Component {
  const [, group, shortName = bundled.name] = /^(@[^/]+)\/(.+)$/.exec(bundled.name) ?? [];
  return new Models.Component(Enums.ComponentType.Library, shortName, {
    ...(group !== undefined && { group }),
    version: bundled.version,
    bomRef: `${bundled.name}@${bundled.version}`,
    purl: purlOf(bundled),
    licenses: new Models.LicenseRepository([toLicence(bundled.licence)]),
    hashes: new Models.HashDictionary(toHashes(integrity)),
  });
}

function toLicence(licence: string): Models.SpdxLicense | Models.LicenseExpression {
  return SPDX.isSupportedSpdxId(licence)
    ? new Models.SpdxLicense(licence)
    : new Models.LicenseExpression(licence);
}

/** `sha512-…` of a lockfile is base64; CycloneDX wants hexadecimal digits. */
function toHashes(integrity: string | undefined): [Enums.HashAlgorithm, string][] {
  const [, base64] = /^sha512-(.+)$/.exec(integrity ?? '') ?? [];
  if (base64 === undefined) return [];
  return [[Enums.HashAlgorithm['SHA-512'], Buffer.from(base64, 'base64').toString('hex')]];
}

/** Package URL specification, type npm: the `@` of a scope is escaped. */
function purlOf({ name, version: packageVersion }: BundledPackage): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${packageVersion}`;
}

/** RFC 9562, version 8: a UUID of our own making, here of a hash. */
function serialNumberOf(parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  return `urn:uuid:${groups.join('-')}`;
}
