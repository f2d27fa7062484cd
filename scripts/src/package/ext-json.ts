import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { releaseNumber } from '../program/repository.ts';

/**
 * Completes the `ext.json` of an unpacked extension (OCC: extensions, `ext.json`): the id that the shop's OCC gave out
 * for it, and the release, the same for all parts.
 */
export async function stamp(folder: string, extensionId: string): Promise<void> {
  const file = path.join(folder, 'ext.json');
  const template = JSON.parse(await readFile(file, 'utf8')) as object;
  const stamped = { ...template, extensionID: extensionId, version: releaseNumber };
  await writeFile(file, `${JSON.stringify(stamped, undefined, 2)}\n`);
}
