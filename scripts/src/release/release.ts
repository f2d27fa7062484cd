/** What `npm run release` does, step by step. Nothing leaves this machine: the files are published by a person. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { contractOf } from '../compatibility/public-contract.ts';
import { contractFile } from '../compatibility/releases.ts';
import { generatedFile } from '../generated/generated-file.ts';
import { makeNpmTarball } from '../package/npm-package.ts';
import { parts } from '../package/package-kind.ts';
import { type ExtensionIds, makePackage } from '../package/packages.ts';
import { inRepository } from '../program/repository.ts';
import { checksumsOf, publicKeyOf, signText } from './checksums.ts';
import { releaseNotes } from './release-notes.ts';

export interface ReleaseOptions {
  readonly version: string;
  /** Where the files go; emptied first. */
  readonly folder: string;
  /** A trial: nothing has to be signed, the changelog may say “unreleased”, and the repository stays as it is. */
  readonly isTrial: boolean;
  /** PEM, PKCS #8, Ed25519. */
  readonly privateKey?: string;
  readonly ids?: ExtensionIds;
  /** Checks and tests; resolves with what failed, empty when nothing did. */
  readonly check: () => Promise<string>;
  readonly progress: (sentence: string) => void;
}

/** What was made, by file name, in the folder of the release. */
export interface ReleaseFiles {
  readonly folder: string;
  readonly names: readonly string[];
  readonly isSigned: boolean;
}

/** Checks, builds, signs and writes the notes. @throws Error with what is in the way; then no file is there. */
export async function makeRelease(options: ReleaseOptions): Promise<ReleaseFiles> {
  const { version, folder, isTrial, privateKey, progress } = options;
  if (privateKey === undefined && !isTrial)
    throw new Error(
      'A release is signed. Remedy: --key <file> with an Ed25519 key, or --dry-run for a trial.',
    );
  await rm(folder, { recursive: true, force: true });
  // First what costs nothing.
  const notes = releaseNotes(await readFile(inRepository('CHANGELOG.md'), 'utf8'), version, { isTrial });
  progress('Checking …');
  const failed = await options.check();
  if (failed !== '') throw new Error(`The checks fail:\n${failed}`);

  progress('Building …');
  await mkdir(folder, { recursive: true });
  const build = path.join(folder, '.build');
  const made = await buildAll(build, options.ids);
  const files = await Promise.all(
    made.map(async (file) => {
      const released = path.join(folder, path.basename(file));
      await copyFile(file, released);
      return released;
    }),
  );
  await rm(build, { recursive: true });

  const checksums = await checksumsOf(files);
  const texts: Record<string, string> = { SHA256SUMS: checksums, 'RELEASE-NOTES.md': notes };
  if (privateKey !== undefined) {
    progress('Signing …');
    texts['SHA256SUMS.sig'] = `${signText(checksums, privateKey)}\n`;
    texts['release-key.pem'] = publicKeyOf(privateKey);
  }
  for (const [name, text] of Object.entries(texts)) await writeFile(path.join(folder, name), text);
  if (!isTrial) await recordContract(version);
  return {
    folder,
    names: [...files.map((file) => path.basename(file)), ...Object.keys(texts)].sort(),
    isSigned: privateKey !== undefined,
  };
}

async function buildAll(build: string, ids: ExtensionIds | undefined): Promise<readonly string[]> {
  const files: string[] = [];
  for (const part of parts) {
    const { file } = await makePackage(part, { build, ...(ids !== undefined && { ids }) });
    files.push(file);
    if (part !== 'extension') files.push(path.join(build, `occ-cybersource-${part}.bom.json`));
  }
  return [...files, await makeNpmTarball(build)];
}

/** The next versions are compared with it. */
async function recordContract(version: string): Promise<void> {
  const { path: file, content } = await generatedFile(
    contractFile(version),
    JSON.stringify(await contractOf(version)),
  );
  await writeFile(inRepository(file), content);
}
