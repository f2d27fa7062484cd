/**
 * What the widget is built into, kept in `node_modules/.cache` for as long as nothing that it is built of has changed: the
 * shop starts in half the time, and files of tests that need the widget do not build it again, one after the other.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { inRepository, root } from '../program/repository.ts';

/** All that a build of the widget reads; versions of the tools are in the lockfile. What it may read of the extension: .dependency-cruiser.cjs. */
const WIDGET_INPUTS = [
  'widget/{src,extension}/**/*',
  'widget/*.ts',
  'server-extension/src/domain/address/{address-fields,city}.ts',
  'package-lock.json',
];

/** Old ones of the same name that stay: branches that one switches between. */
const MOST_KEPT = 5;

/** As {@link buildWidget}: the widgets' unpacked extension. */
export function copyWidget(folder: string): Promise<void> {
  return copyKept({
    name: 'widget',
    inputs: WIDGET_INPUTS,
    folder,
    // Rollup, terser and TypeScript take a second to load: only where they are needed.
    make: async (into) => {
      const { buildWidget } = await import('../../../widget/build.ts');
      await buildWidget(into);
    },
  });
}

/** As {@link buildPage}: what a page takes that runs its own checkout. */
export function copyPage(folder: string): Promise<void> {
  return copyKept({
    name: 'checkout',
    inputs: WIDGET_INPUTS,
    folder,
    make: async (into) => {
      const { buildPage } = await import('../../../widget/build-page.ts');
      await buildPage(into);
    },
  });
}

export interface KeptBuild {
  readonly name: string;
  /** Patterns of files, from the root of the repository. */
  readonly inputs: readonly string[];
  /** Where to. */
  readonly folder: string;
  /** Default: `node_modules/.cache/occ-cybersource`. */
  readonly cache?: string;
  /** Fills an empty folder. */
  readonly make: (folder: string) => Promise<void>;
}

/** Copies what `make` made of these inputs, and has it made when it never was. What `make` throws is not kept. */
export async function copyKept({
  name,
  inputs,
  folder,
  cache = inRepository('node_modules', '.cache', 'occ-cybersource'),
  make,
}: KeptBuild): Promise<void> {
  const kept = path.join(cache, `${name}-${await digestOf(inputs)}`);
  if (!existsSync(kept)) {
    await mkdir(cache, { recursive: true });
    // Made aside and moved: another process never sees half of it.
    const aside = await mkdtemp(path.join(cache, `.${name}-`));
    try {
      await make(aside);
      await rename(aside, kept).catch((error: unknown) => {
        // Another process was as quick.
        if (!existsSync(kept)) throw error;
      });
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
    await removeOld(cache, name);
  }
  // With the rights that a new folder gets, not those of the cache.
  await mkdir(folder, { recursive: true });
  await cp(kept, folder, { recursive: true });
}

/** Of names and contents, so that a renamed file counts too. */
async function digestOf(inputs: readonly string[]): Promise<string> {
  const digest = createHash('sha256');
  const files = globSync(inputs, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const content = await readFile(file);
    digest.update(`${path.relative(root, file)}\0${content.byteLength}\0`).update(content);
  }
  return digest.digest('hex').slice(0, 32);
}

async function removeOld(cache: string, name: string): Promise<void> {
  const names = (await readdir(cache)).filter((each) => each.startsWith(`${name}-`));
  const aged = await Promise.all(
    names.map(async (each) => ({
      folder: path.join(cache, each),
      madeAt: (await stat(path.join(cache, each))).mtimeMs,
    })),
  );
  const old = aged.sort((a, b) => b.madeAt - a.madeAt).slice(MOST_KEPT);
  await Promise.all(old.map((each) => rm(each.folder, { recursive: true, force: true })));
}
