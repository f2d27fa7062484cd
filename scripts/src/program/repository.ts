/** Where this repository is and which release it is. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Absolute path of the repository. */
export const root = path.resolve(import.meta.dirname, '..', '..', '..');

/** Absolute path of something in the repository. */
export function inRepository(...parts: readonly string[]): string {
  return path.join(root, ...parts);
}

/** The one version number of extension, widget and gateway, as `1.2.3`. */
export const version: string = readVersion();

/** The version as the whole number that OCC wants in an `ext.json`: 1.2.3 is 10203. */
export const releaseNumber: number = version
  .split('.')
  .reduce((number, part) => number * 100 + Number(part), 0);

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(inRepository('package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    if (typeof manifest.version === 'string' && /^\d+\.\d+\.\d+$/.test(manifest.version)) {
      return manifest.version;
    }
  }
  throw new Error('package.json needs a version of the form 1.2.3.');
}
