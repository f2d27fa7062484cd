import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CARD_SCRIPT, weigh } from '../../../widget/card-weight.ts';
import { inRepository } from '../program/repository.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { makeExtension } from './extension-package.ts';
import { stamp } from './ext-json.ts';
import { copyPage, copyWidget } from './kept-builds.ts';
import type { PackageKind } from './package-kind.ts';
import { UPLOAD_RULES, brokenUploadRules } from './upload-rules.ts';
import { type ZipFile, filesIn, zipFolder } from './zip.ts';

/** Ids that the shop's OCC gave out; without them the zips serve the sandbox only. */
export interface ExtensionIds {
  readonly widget: string;
  readonly gateway: string;
}

const noIds: ExtensionIds = { widget: '', gateway: '' };

/** A zip, and what else is to be known of it. */
interface Package extends ZipFile {
  readonly note?: string;
}

export interface PackageOptions {
  readonly ids?: ExtensionIds;
  /** Where to. Default: `build/`; a shop that runs has a folder of its own, so that nothing is replaced under it. */
  readonly build?: string;
}

/** Where packages are made unless a caller says otherwise. */
export const BUILD_FOLDER = inRepository('build');

/** Makes the folder `<part>/` and `occ-cybersource-<part>.zip` in the build folder. */
export async function makePackage(
  part: PackageKind,
  { ids = noIds, build = BUILD_FOLDER }: PackageOptions = {},
): Promise<Package> {
  // Made aside and moved: a sandbox that is running never sees half a package, nor does a second run disturb this one.
  const folder = path.join(build, part);
  await mkdir(build, { recursive: true });
  const aside = await mkdtemp(path.join(build, `.${part}-`));
  try {
    const note = await fill(part, aside, ids, build);
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
    return await zipped(part, folder, build, note);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function zipped(
  part: PackageKind,
  folder: string,
  build: string,
  note: string | undefined,
): Promise<Package> {
  const zip = await zipFolder(folder, zipPath(build, part));
  const broken = brokenUploadRules(await filesIn(folder), zip.bytes, UPLOAD_RULES[part]);
  if (broken.length > 0) {
    throw new Error(`OCC would refuse ${path.basename(zip.file)}: ${broken.join('; ')}.`);
  }
  return { ...zip, ...(note !== undefined && { note }) };
}

/** Where a part's zip is. */
export function zipPath(build: string, part: PackageKind): string {
  return path.join(build, `occ-cybersource-${part}.zip`);
}

/** Returns what is worth a line of its own. */
async function fill(
  part: PackageKind,
  folder: string,
  ids: ExtensionIds,
  build: string,
): Promise<string | undefined> {
  switch (part) {
    case 'extension':
      await makeExtension(folder);
      return undefined;
    case 'widget': {
      await copyWidget(folder);
      await writeBill(part, build);
      const cardBytes = weigh(await readFile(path.join(folder, CARD_SCRIPT)));
      await stamp(folder, ids.widget);
      // Not for OCC's extensions: for pages that run their own checkout.
      await copyPage(path.join(build, 'checkout'));
      return `a card payment loads ${(cardBytes / 1024).toFixed(1)} KB from the shop, gzipped, in one request`;
    }
    case 'gateway':
      await cp(inRepository('gateway-settings', 'extension'), folder, { recursive: true });
      await writeBill(part, build);
      await stamp(folder, ids.gateway);
      return undefined;
  }
}

const DESCRIPTIONS = {
  widget: 'Payment form for the checkout of Oracle Commerce Cloud',
  gateway: 'Payment gateway and its settings for Oracle Commerce Cloud',
} as const;

/**
 * The bill of a package that holds no code of others. Beside the zip: OCC documents which folders an extension has, and no
 * place for such a file. The server-side extension carries its own inside.
 */
async function writeBill(part: 'widget' | 'gateway', build: string): Promise<void> {
  const name = `occ-cybersource-${part}`;
  const bill = billOfMaterials({ name, description: DESCRIPTIONS[part], packages: [] });
  await writeFile(path.join(build, `${name}.bom.json`), bill);
}
