/** Which tests run which places of which sources, kept between runs until a text changes. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inRepository, root } from '../../scripts/src/program/repository.ts';
import { preload, runTests } from './test-process.ts';

/** What one file of tests runs. */
interface Coverage {
  readonly test: string;
  readonly passes: boolean;
  /** SHA-256 of its text. */
  readonly digest: string;
  readonly sources: Readonly<Record<string, CoveredSource>>;
}

interface CoveredSource {
  readonly digest: string;
  /** What ran in the process of the tests. */
  readonly here: readonly Span[];
  /** What ran in those that it started. */
  readonly elsewhere: readonly Span[];
}

/** From and to, in UTF-16 units. */
type Span = readonly [number, number];

/** In the process of the tests, which is quick, or only in one that they start. */
export type TestProcess = 'here' | 'elsewhere';

/** As V8 writes it. */
interface V8Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly Range[] }[];
  }[];
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

const KEPT = inRepository('node_modules', '.cache', 'mutation-coverage');
const LIMIT_MS = 180_000;
/** Only the process of the tests loads it. */
const RUNNER = '/mocha/bin/mocha.js';

/** Where a test that passes by itself runs a place of a source; undefined: nowhere. */
export type Runs = (test: string, file: string, offset: number) => Promise<TestProcess | undefined>;

/** Measures each test when it is first asked about; what was measured before with the same texts is taken from there. */
export function createCoverage(note: (line: string) => void): Runs {
  /** What is known of a test, or is being found out: trials side by side measure it once. */
  const known = new Map<string, Promise<Coverage | undefined>>();

  async function measureAndTell(test: string): Promise<Coverage> {
    const measured = await measure(test);
    note(`measured ${test}${measured.passes ? '' : ', which is left out: it fails by itself'}`);
    return measured;
  }

  async function freshOrMeasured(
    before: Promise<Coverage | undefined>,
    test: string,
    file: string,
  ): Promise<Coverage> {
    const kept = await before;
    return kept !== undefined && (await isFresh(kept, file)) ? kept : measureAndTell(test);
  }

  return async (test, file, offset) => {
    const coverage = freshOrMeasured(known.get(test) ?? readKept(test), test, file);
    known.set(test, coverage);
    const { passes, sources } = await coverage;
    if (!passes) return undefined;
    return (['here', 'elsewhere'] as const).find((where) =>
      sources[file]?.[where].some(([from, to]) => from <= offset && offset < to),
    );
  };
}

async function isFresh({ test, digest, sources }: Coverage, file: string): Promise<boolean> {
  const source = sources[file];
  return (
    digest === (await digestOf(test)) && (source === undefined || source.digest === (await digestOf(file)))
  );
}

async function measure(test: string): Promise<Coverage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'coverage-'));
  try {
    const run = await runTests([test], coverageIn(folder), LIMIT_MS);
    const covered: Coverage = {
      test,
      passes: run === 'passed',
      digest: await digestOf(test),
      sources: await readCoverage(folder),
    };
    // A failure may be a busy machine's: the next run measures it again.
    if (covered.passes) {
      await mkdir(KEPT, { recursive: true });
      await writeFile(keptAt(test), JSON.stringify(covered));
    }
    return covered;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function coverageIn(folder: string): NodeJS.ProcessEnv {
  return { NODE_V8_COVERAGE: folder, NODE_OPTIONS: preload('cover-children.mjs') };
}

async function readCoverage(folder: string): Promise<Coverage['sources']> {
  const ran = new Map<string, Record<TestProcess, readonly Span[]>>();
  for (const name of await readdir(folder)) {
    const text = await readFile(path.join(folder, name), 'utf8');
    // A child process that a test ended has written half of it.
    if (!text.endsWith('}')) continue;
    const { result } = JSON.parse(text) as V8Coverage;
    const where = result.some(({ url }) => url.endsWith(RUNNER)) ? 'here' : 'elsewhere';
    for (const { url, functions } of result) {
      if (!url.startsWith('file:')) continue;
      const file = path.relative(root, fileURLToPath(url));
      if (!/^(server-extension|widget)\/src\//.test(file)) continue;
      const known = ran.get(file) ?? { here: [], elsewhere: [] };
      const spans = whatRan(functions.flatMap(({ ranges }) => ranges));
      ran.set(file, { ...known, [where]: [...known[where], ...spans] });
    }
  }
  const sources: Record<string, CoveredSource> = {};
  for (const [file, spans] of ran) sources[file] = { digest: await digestOf(file), ...spans };
  return sources;
}

/** V8's ranges lie within each other; the innermost counts. */
export function whatRan(ranges: readonly Range[]): readonly (readonly [number, number])[] {
  const outermostFirst = [...ranges].sort(
    (a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset,
  );
  const ends = [...new Set(ranges.flatMap(({ startOffset, endOffset }) => [startOffset, endOffset]))].sort(
    (a, b) => a - b,
  );
  return ends.slice(0, -1).flatMap((from, nth) => {
    const to = ends[nth + 1] ?? from;
    const innermost = outermostFirst.findLast((each) => each.startOffset <= from && to <= each.endOffset);
    return innermost !== undefined && innermost.count > 0 ? [[from, to] as const] : [];
  });
}

async function digestOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(inRepository(file)))
    .digest('hex');
}

function keptAt(test: string): string {
  return path.join(KEPT, `${test.replaceAll('/', '~')}.json`);
}

async function readKept(test: string): Promise<Coverage | undefined> {
  try {
    return JSON.parse(await readFile(keptAt(test), 'utf8')) as Coverage;
  } catch {
    return undefined;
  }
}
