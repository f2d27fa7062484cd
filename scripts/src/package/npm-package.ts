/** The extension as an npm package for a merchant's own machines: the standalone server in one file, without dependencies. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { inRepository, version } from '../program/repository.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { bundle } from './bundle.ts';
import { bundledPackages } from './bundled-packages.ts';
import { licencesOf } from './licences.ts';

const NAME = 'occ-cybersource-extension';
const DESCRIPTION = 'CyberSource payments for Oracle Commerce Cloud, in a server of your own';

/** node:sqlite, in which the journal is by default, needs no flag since then. */
const OLDEST_NODE = '>=22.13';

/**
 * The young generation of V8's memory grows to 2 × 64 MB otherwise, although a payment's garbage is gone after a few milliseconds. npm
 * reads the line too, for Windows.
 */
const SHEBANG = '#!/usr/bin/env -S node --max-semi-space-size=8';

/** Puts what npm packs into a folder. */
async function makeNpmPackage(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const program = path.join(folder, 'server.js');
  const bundled = await bundle('server-extension/src/standalone.ts', program, {
    banner: SHEBANG,
    isAlone: true,
  });
  await chmod(program, 0o755);
  const packages = bundledPackages(bundled);
  const texts: Readonly<Record<string, string | Buffer>> = {
    'package.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
    'README.md': await readFile(inRepository('server-extension', 'README.md')),
    'openapi.yaml': await readFile(inRepository('docs', 'openapi.yaml')),
    LICENSE: await readFile(inRepository('LICENSE')),
    'THIRD-PARTY-LICENCES.txt': licencesOf(packages),
    'bom.json': billOfMaterials({ name: NAME, description: DESCRIPTION, packages }),
  };
  for (const [name, text] of Object.entries(texts)) await writeFile(path.join(folder, name), text);
}

const manifest = {
  name: NAME,
  version,
  description: DESCRIPTION,
  license: 'MIT',
  type: 'commonjs',
  bin: { [NAME]: 'server.js' },
  engines: { node: OLDEST_NODE },
  files: ['server.js', 'openapi.yaml', 'THIRD-PARTY-LICENCES.txt', 'bom.json'],
} as const;

/** Makes the package and packs it into a folder, which gets `npm/` and the file whose path is returned. */
export async function makeNpmTarball(build: string): Promise<string> {
  const folder = path.join(build, 'npm');
  await rm(folder, { recursive: true, force: true });
  await makeNpmPackage(folder);
  return packWithNpm(folder, build);
}

/**
 * Packs such a folder with npm, which gives all files one fixed time.
 *
 * @returns the file, in the folder `to`
 */
async function packWithNpm(folder: string, to: string): Promise<string> {
  await mkdir(to, { recursive: true });
  await promisify(execFile)('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', to], {
    cwd: folder,
    shell: process.platform === 'win32',
  });
  return path.join(to, `${NAME}-${version}.tgz`);
}
