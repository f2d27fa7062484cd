import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { CARD_SCRIPT, weigh } from '../../../widget/card-weight.ts';
import { inRepository } from '../program/repository.ts';
import { makeExtension } from './extension-package.ts';
import { stamp } from './ext-json.ts';
import { copyPage, copyWidget } from './kept-builds.ts';
import { type ZipFile, zipFolder } from './zip.ts';

/** What OCC takes: three extensions, each a zip of its own. */
export type PackageKind = 'extension' | 'widget' | 'gateway';

export const parts: readonly PackageKind[] = ['extension', 'widget', 'gateway'];

/** Ids that the shop's OCC gave out; without them the zips serve the sandbox only. */
export interface ExtensionIds {
  readonly widget: string;
  readonly gateway: string;
}

const noIds: ExtensionIds = { widget: '', gateway: '' };

/** OCC: server-side extensions, limits of a zip. */
const MAX_BYTES = 25 * 1024 * 1024;

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
  if (zip.bytes > MAX_BYTES) {
    throw new Error(`${path.basename(zip.file)} has ${zip.bytes} bytes; OCC takes ${MAX_BYTES} at most.`);
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
      const cardBytes = weigh(await readFile(path.join(folder, CARD_SCRIPT)));
      await stamp(folder, ids.widget);
      // Not for OCC's extensions: for pages that run their own checkout.
      await copyPage(path.join(build, 'checkout'));
      return `a card payment loads ${(cardBytes / 1024).toFixed(1)} KB from the shop, gzipped, in one request`;
    }
    case 'gateway':
      await cp(inRepository('gateway-settings', 'extension'), folder, { recursive: true });
      await stamp(folder, ids.gateway);
      return undefined;
  }
}
