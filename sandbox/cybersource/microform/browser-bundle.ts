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
    bundleScript(new URL('./browser/flex.ts', import.meta.url)),
    bundleScript(new URL('./browser/frame/main.ts', import.meta.url)),
  ]);
  return { library, frame };
}

/** Bundles and minifies what an entry file imports. */
export async function bundleScript(entry: URL): Promise<BrowserScript> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
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
