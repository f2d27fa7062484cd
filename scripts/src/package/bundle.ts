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
}

/**
 * Bundles a program of the extension into one CommonJS file for Node 20, which is what OCC runs, with everything but
 * the host's own modules inside. Names stay, so that a stack trace from production can be read.
 */
export async function bundle(
  entry: string,
  outfile: string,
  { banner = '', footer = '', isAlone = false, leftOut = [] }: BundleOptions = {},
): Promise<Metafile> {
  const { metafile } = await build({
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
    banner: { js: banner },
    footer: { js: footer },
    metafile: true,
    logLevel: 'error',
  });
  return metafile;
}
