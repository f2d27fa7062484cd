import path from 'node:path';
import { build } from 'esbuild';

/** Bundles an entry of a `browser/` folder into one script, in memory. ES2017, the floor of OCC's storefront. */
export async function bundleForBrowser(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2017',
    charset: 'utf8',
    sourcemap: 'inline',
    logLevel: 'silent',
    absWorkingDir: path.dirname(entry),
  });
  return outputFiles[0]?.text ?? '';
}

/** Bundles when first asked and keeps the result; a failed attempt is not kept. */
export function bundleOnce(entry: string): () => Promise<string> {
  let bundled: Promise<string> | undefined;
  return () => {
    bundled ??= bundleForBrowser(entry).catch((problem: unknown) => {
      bundled = undefined;
      throw problem;
    });
    return bundled;
  };
}
