import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRepository, version } from '../program/repository.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { bundle } from './bundle.ts';
import { bundledPackages } from './bundled-packages.ts';
import { licencesOf } from './licences.ts';
import { filesIn } from './zip.ts';

/** Name of the zip without its ending as well: OCC wants both to be one. */
const NAME = 'occ-cybersource-extension';

/** What OCC reads of a package.json; all else concerns our repository only. */
const keysForOcc = [
  'name',
  'description',
  'license',
  'publicUrls',
  'authenticatedUrls',
  'whitelistUrls',
] as const;

/** Puts the server-side extension, as OCC takes it, into a folder. */
export async function makeExtension(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const bundled = await bundle('server-extension/src/extension.ts', path.join(folder, 'index.js'), {
    // OCC mounts what the module itself is, not one of its properties.
    footer: 'module.exports = module.exports.app;',
    // OCC offers no database.
    leftOut: ['pg'],
  });
  const packages = bundledPackages(bundled);
  await writeFile(path.join(folder, 'THIRD-PARTY-LICENCES.txt'), licencesOf(packages));
  await writeFile(
    path.join(folder, 'bom.json'),
    billOfMaterials({
      name: NAME,
      description: 'Server-side extension for Oracle Commerce Cloud: payments through CyberSource',
      packages,
    }),
  );
  await writeFile(path.join(folder, 'LICENSE.txt'), await readFile(inRepository('LICENSE')));
  await writeFile(path.join(folder, 'package.json'), await packageJson());
  for (const name of ['config', 'locales']) {
    await cp(inRepository('server-extension', name), path.join(folder, name), { recursive: true });
  }
  await addKeyFiles(inRepository('server-extension', 'certs'), folder);
}

/**
 * Adds what the merchant put into the folder for key files, if there is one. OCC takes no .p12 and no .key: the one
 * travels in base64, the other, which is text, under another name; both are read as such.
 */
export async function addKeyFiles(certs: string, folder: string): Promise<void> {
  if (!existsSync(certs)) return;
  await mkdir(path.join(folder, 'certs'));
  for (const name of await filesIn(certs)) {
    const content = await readFile(path.join(certs, name));
    const asName = /\.(p12|key)$/.test(name) ? `${name}.txt` : name;
    const asContent = name.endsWith('.p12') ? content.toString('base64') : content;
    await writeFile(path.join(folder, 'certs', asName), asContent);
  }
}

async function packageJson(): Promise<string> {
  const own = JSON.parse(
    await readFile(inRepository('server-extension', 'package.json'), 'utf8'),
  ) as Readonly<Record<string, unknown>>;
  const kept = Object.fromEntries(keysForOcc.map((key) => [key, own[key]]));
  return `${JSON.stringify({ ...kept, name: NAME, version, main: 'index.js' }, undefined, 2)}\n`;
}
