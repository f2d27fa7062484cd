/** The browser's half, bundled in memory when the sandbox starts. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A script as it is served. */
export interface BrowserScript {
  readonly bytes: Buffer;
  /** For the `integrity` attribute: hash of exactly these bytes. */
  readonly integrity: string;
}

/** Scripts of the microform: the library that pages load, and the one inside each card frame. */
export interface BrowserScripts {
  readonly library: BrowserScript;
  readonly frame: BrowserScript;
}

/** Bundles both scripts. */
export async function bundleBrowserScripts(): Promise<BrowserScripts> {
  const [library, frame] = await Promise.all([
    bundle('./browser/flex.ts'),
    bundle('./browser/frame/main.ts'),
  ]);
  return { library, frame };
}

async function bundle(entry: string): Promise<BrowserScript> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2017',
    write: false,
    logLevel: 'silent',
  });
  const bytes = Buffer.concat(outputFiles.map(({ contents }) => contents));
  return { bytes, integrity: `sha256-${createHash('sha256').update(bytes).digest('base64')}` };
}
