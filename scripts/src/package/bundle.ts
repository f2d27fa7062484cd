import { writeFile } from 'node:fs/promises';
import { type Metafile, build } from 'esbuild';
import { root } from '../program/repository.ts';
import { withoutSdkLeftovers } from './sdk-leftovers.ts';

/** Given by OCC's host (OCC: server-side extensions, what the host provides). */
const hostModules = ['express', 'nconf'];

/** Found only on machines that want them; `pg` does without. */
const optionalModules = ['pg-native', 'pg-cloudflare'];

export interface BundleOptions {
  /** First line, before everything else. */
  readonly banner?: string;
  /** JavaScript after everything else. */
  readonly footer?: string;
  /** It runs where no host of OCC gives it modules, and has to bring them along. Default: it runs inside OCC. */
  readonly isAlone?: boolean;
  /** Modules that this program never loads, although the code could. */
  readonly leftOut?: readonly string[];
  /** Writes `<outfile>.map` beside it: which place of it comes from which source. Then letters beyond ASCII stay. */
  readonly isMapped?: boolean;
}

/**
 * Bundles a program of the extension into one CommonJS file for Node 20, which is what OCC runs, with everything but
 * the host's own modules inside. Names stay, so that a stack trace from production can be read.
 */
export async function bundle(
  entry: string,
  outfile: string,
  { banner = '', footer = '', isAlone = false, leftOut = [], isMapped = false }: BundleOptions = {},
): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: [...(isAlone ? [] : hostModules), ...optionalModules, ...leftOut],
    plugins: [withoutSdkLeftovers],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    sourcemap: isMapped && 'external',
    sourcesContent: false,
    banner: { js: banner },
    footer: { js: footer },
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  for (const { path, text } of outputFiles) await writeFile(path, isMapped ? text : toAscii(text));
  return metafile;
}

/**
 * The same program in ASCII: V8 keeps such a source with one byte a character, and with two as soon as one letter needs them. esbuild
 * escapes texts and leaves regular expressions as they are, where an escape means the same.
 */
function toAscii(source: string): string {
  return source.replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
