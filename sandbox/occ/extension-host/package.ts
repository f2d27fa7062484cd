/** The package that a merchant uploads, read and held against OCC's rules. OCC: server-side extensions, package and limits. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { z } from 'zod';

/** 25 MB: what OCC accepts as an upload. */
const MAX_BYTES = 25 * 1024 * 1024;

/** Everything else is refused at upload: no `.mjs`, `.node`, `.map` or pictures. */
const ALLOWED_ENDINGS = ['.json', '.js', '.pem', '.txt', '.properties'];

const Url = z
  .string()
  .regex(/^\/cc(store|admin|agent)x\/custom\/[^?#\s]+$/, 'is no path below /ccstorex/custom');

const Manifest = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  main: z.string().min(1),
  publicUrls: z.array(Url).default([]),
  authenticatedUrls: z
    .array(z.union([Url, z.object({ url: Url, method: z.array(z.string()) })]))
    .default([])
    .transform((urls) => urls.map((url) => (typeof url === 'string' ? { url, method: undefined } : url))),
});

/** What `package.json` tells OCC: where the app is, and who may call which of its paths. */
export type Manifest = z.infer<typeof Manifest>;

/** A package whose files keep OCC's rules. */
export interface ExtensionPackage {
  readonly manifest: Manifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A package that OCC would refuse at upload; the message lists every reason. */
export class PackageError extends Error {}

/** Reads a zip or an unpacked folder. Throws `PackageRefused`. */
export function readExtensionPackage(location: string): ExtensionPackage {
  const { files, bytes } = readFiles(location);
  const refusals = [
    ...(bytes > MAX_BYTES ? [`it has ${bytes} bytes, more than ${MAX_BYTES}`] : []),
    ...[...files.keys()].flatMap(refusalOf),
  ];
  if (refusals.length > 0) throw new PackageError(`${location} is refused: ${refusals.join('; ')}.`);
  return { manifest: readManifest(location, files), files };
}

function readFiles(location: string): { files: ReadonlyMap<string, Uint8Array>; bytes: number } {
  if (statSync(location, { throwIfNoEntry: false }) === undefined) {
    throw new PackageError(`There is no ${location}. Remedy: npm run package.`);
  }
  if (!statSync(location).isDirectory()) {
    const zip = readFileSync(location);
    const entries = Object.entries(unzipSync(zip)).filter(([name]) => !name.endsWith('/'));
    return { files: new Map(entries), bytes: zip.byteLength };
  }
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(location, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isDirectory())
      files.set(path.relative(location, file).split(path.sep).join('/'), readFileSync(file));
  }
  return { files, bytes: [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0) };
}

function refusalOf(name: string): readonly string[] {
  if (path.posix.isAbsolute(name) || name.includes('\\') || name.split('/').includes('..')) {
    return [`${name} leads out of the package`];
  }
  return ALLOWED_ENDINGS.includes(path.posix.extname(name))
    ? []
    : [`${name} has an ending that is not allowed`];
}

function readManifest(location: string, files: ReadonlyMap<string, Uint8Array>): Manifest {
  const bytes = files.get('package.json');
  if (bytes === undefined) throw new PackageError(`${location} has no package.json at its top.`);
  const parsed = Manifest.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  if (!parsed.success) throw new PackageError(`${location}: package.json: ${z.prettifyError(parsed.error)}`);
  const main = path.posix.normalize(parsed.data.main);
  if (!files.has(main)) throw new PackageError(`${location}: package.json names ${main}, which is missing.`);
  return { ...parsed.data, main };
}
