import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import { parts } from '../../package/package-kind.ts';
import { makePackage, zipPath, type ExtensionIds } from '../../package/packages.ts';
import type { PackageDigests } from './record.ts';

/** The three packages of a release, ready to be uploaded. */
export interface DeploymentZips {
  readonly version: string;
  readonly zips: Readonly<Record<keyof PackageDigests, Buffer>>;
}

/** Makes the packages of this repository with a tenant's ids. */
export async function makeZips(
  ids: ExtensionIds,
  version: string,
  progress: (text: string) => void,
): Promise<DeploymentZips> {
  const build = await mkdtemp(path.join(os.tmpdir(), 'occ-cybersource-build-'));
  try {
    const zips: Partial<Record<keyof PackageDigests, Buffer>> = {};
    for (const part of parts) {
      progress(`Packaging the ${part} …`);
      await makePackage(part, { ids, build });
      zips[part] = await readFile(zipPath(build, part));
    }
    return { version, zips: zips as DeploymentZips['zips'] };
  } finally {
    await rm(build, { recursive: true });
  }
}

export function digestsOf({ zips }: DeploymentZips): PackageDigests {
  return {
    extension: digestOf(zips.extension),
    gateway: digestOf(zips.gateway),
    widget: digestOf(zips.widget),
  };
}

export function digestOf(zip: Buffer): string {
  return createHash('sha256').update(zip).digest('hex');
}

/** Zips that were deployed from this machine, kept so that a deployment can be taken back. */
export interface ZipStore {
  keep(zip: Buffer): Promise<void>;
  find(digest: string): Promise<Buffer | undefined>;
  /** @throws CommandProblem where this machine does not have it */
  require(digest: string): Promise<Buffer>;
}

/** Key files of the merchant may be inside: the folder is its owner's only. */
export function createZipStore(folder: string): ZipStore {
  const place = (digest: string): string => path.join(folder, `${digest}.zip`);
  const find = async (digest: string): Promise<Buffer | undefined> =>
    existsSync(place(digest)) ? readFile(place(digest)) : undefined;
  return {
    async keep(zip) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = place(digestOf(zip));
      await writeFile(file, zip, { mode: 0o600 });
      await chmod(file, 0o600);
    },
    find,
    async require(digest) {
      const zip = await find(digest);
      if (zip !== undefined) return zip;
      throw new CommandProblem(
        'zip-missing',
        `This machine does not have the package ${digest.slice(0, 12)} that was deployed before.`,
        {
          remedy:
            'roll back on the machine that deployed it, or check the earlier release out and run occ-cybersource deploy.',
        },
      );
    },
  };
}
