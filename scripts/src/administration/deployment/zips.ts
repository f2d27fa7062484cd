import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import type { PackageKind } from '../../package/package-kind.ts';
import { makePackage, zipPath, type ExtensionIds } from '../../package/packages.ts';

/** The three packages of a release. Each is made when it is first asked for: a plan needs few of them. */
export interface DeploymentZips {
  readonly version: string;
  readonly zip: (part: PackageKind) => Promise<Buffer>;
  readonly digest: (part: PackageKind) => Promise<string>;
}

/** @param make is called once a part */
export function createZips(version: string, make: (part: PackageKind) => Promise<Buffer>): DeploymentZips {
  const made = new Map<PackageKind, Promise<Buffer>>();
  const zip = (part: PackageKind): Promise<Buffer> => {
    const found = made.get(part) ?? make(part);
    made.set(part, found);
    return found;
  };
  return { version, zip, digest: async (part) => digestOf(await zip(part)) };
}

/** The packages of this repository with a tenant's ids. */
export function zipsOfRepository(
  ids: ExtensionIds,
  version: string,
  progress: (text: string) => void,
): DeploymentZips {
  return createZips(version, async (part) => {
    progress(`Packaging the ${part} …`);
    const build = await mkdtemp(path.join(os.tmpdir(), 'occ-cybersource-build-'));
    try {
      await makePackage(part, { ids, build });
      return await readFile(zipPath(build, part));
    } finally {
      await rm(build, { recursive: true });
    }
  });
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
