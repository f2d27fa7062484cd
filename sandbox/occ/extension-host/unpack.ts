import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { ExtensionPackage } from './package.ts';

/** What OCC's servers bring along, so that packages leave it out. OCC: what the host provides. */
const PROVIDED = ['express', 'body-parser', 'nconf'];

/** An extension's files on disk, ready to be loaded. */
export interface UnpackedFile {
  /** Loads `main` as OCC's server does and returns what it exports. */
  load(): unknown;
  remove(): void;
}

/**
 * Unpacks outside this repository: there a package that forgot a dependency fails as it would fail at OCC, instead of
 * finding it in the `node_modules` above. What the host provides is linked beside the package.
 */
export function unpack({ manifest, files }: ExtensionPackage): UnpackedFile {
  const require = createRequire(import.meta.url);
  const base = mkdtempSync(path.join(os.tmpdir(), 'occ-extension-host-'));
  const folder = path.join(base, manifest.name.replaceAll(/[^\w.-]/g, '_'));

  for (const [name, bytes] of files) {
    const file = path.join(folder, ...name.split('/'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  mkdirSync(path.join(base, 'node_modules'));
  for (const name of PROVIDED) {
    const installed = path.dirname(require.resolve(`${name}/package.json`));
    symlinkSync(installed, path.join(base, 'node_modules', name), 'junction');
  }

  return {
    load: () => require(path.join(folder, manifest.main)) as unknown,
    remove() {
      rmSync(base, { recursive: true, force: true });
    },
  };
}
