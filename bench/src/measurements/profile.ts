/** `npm run bench -- --profile`: what the processor does during a payment, by the folders of the sources. */
import { type EventEmitter, once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { bundle } from '../../../scripts/src/package/bundle.ts';
import { type BenchEnvironment, programs, startContestant, startGateway } from '../bench-servers.ts';
import { putUnderLoad } from '../measure.ts';
import {
  type CpuProfile,
  PROFILE_FROM,
  PROFILE_PAYMENTS,
  type ProfileNode,
  type MeasuredProfile,
} from '../protocol.ts';

/** A part of the program, and its share of the time that the processor was busy. */
export interface ProfileRow {
  readonly part: string;
  readonly share: number;
  /** Of it: in Node's own code and in native code that this part called. */
  readonly inNode: number;
}

/** Which source a place of the bundle comes from; undefined for what the bundler wrote. */
export type SourceOf = (line: number, column: number) => string | undefined;

const WARM_UP = 15_000;
const PAYMENTS = 5_000;
/** Parts below this share are one row. */
const SMALL = 0.01;

/** With a journal in memory, 16 payments at a time, and a gateway that answers at once. */
export async function profilePayments(
  ground: BenchEnvironment,
  { warmUp = WARM_UP, payments = PAYMENTS } = {},
): Promise<readonly ProfileRow[]> {
  const file = path.join(ground.compiled, 'mapped.cjs');
  const preloaded = path.join(ground.compiled, 'report-profile.cjs');
  await bundle('server-extension/src/standalone.ts', file, { isMapped: true });
  await bundle(programs('report-profile.ts'), preloaded);
  const gateway = await startGateway(ground, 0);
  const mapped = { ...ground, programs: { ...ground.programs, extension: file } };
  const server = await startContestant('memory', mapped, gateway.url, {
    NODE_OPTIONS: `--require ${preloaded}`,
    // Not from the last of the warm-up on: between both the load asks for capture contexts.
    [PROFILE_FROM]: String(warmUp + 1),
    [PROFILE_PAYMENTS]: String(payments - 1),
  });
  try {
    const taken = profileOf(server.process);
    const load = { url: server.url, gatewayUrl: gateway.url, pid: server.process.pid ?? 0 };
    await putUnderLoad(ground, {
      ...load,
      sealed: true,
      webhookKey: ground.webhookKey,
      concurrency: 16,
      warmUp,
      payments,
    });
    return toShares(await taken, await readSources(file), (url) => url.endsWith(path.basename(file)));
  } finally {
    await Promise.all([server.stop(), gateway.stop()]);
    await Promise.all([file, `${file}.map`, preloaded].map((each) => rm(each)));
  }
}

async function profileOf(server: EventEmitter): Promise<CpuProfile> {
  for (;;) {
    const [message] = (await once(server, 'message')) as [Partial<MeasuredProfile>];
    if (message.profile !== undefined) return message.profile;
  }
}

async function readSources(file: string): Promise<SourceOf> {
  const map = new SourceMap(JSON.parse(await readFile(`${file}.map`, 'utf8')) as SourceMapPayload);
  return (line, column) => {
    const entry = map.findEntry(line, column);
    return 'originalSource' in entry ? entry.originalSource : undefined;
  };
}

/** Native code and Node's own count for the nearest caller that is in the bundle; idle time does not count. */
export function toShares(
  { nodes, samples = [], timeDeltas = [] }: CpuProfile,
  sourceOf: SourceOf,
  isBundle: (url: string) => boolean,
): readonly ProfileRow[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const partOf = (node: ProfileNode | undefined): { readonly part: string; readonly inNode: boolean } => {
    if (node === undefined) return { part: OUTSIDE, inNode: true };
    const { functionName, url, lineNumber, columnNumber } = node.callFrame;
    if (functionName === '(garbage collector)') return { part: 'garbage collection', inNode: true };
    if (isBundle(url)) return { part: toPart(sourceOf(lineNumber, columnNumber)), inNode: false };
    return { ...partOf(byId.get(callers.get(node.id) ?? -1)), inNode: true };
  };

  const micros = new Map<string, { all: number; inNode: number }>();
  let busy = 0;
  samples.forEach((id, index) => {
    const node = byId.get(id);
    const took = timeDeltas[index] ?? 0;
    if (node === undefined || node.callFrame.functionName === '(idle)') return;
    const { part, inNode } = partOf(node);
    const sum = micros.get(part) ?? { all: 0, inNode: 0 };
    micros.set(part, { all: sum.all + took, inNode: sum.inNode + (inNode ? took : 0) });
    busy += took;
  });
  return [...micros]
    .map(([part, { all, inNode }]) => ({ part, share: all / busy, inNode: inNode / busy }))
    .sort((a, b) => b.share - a.share);
}

const OUTSIDE = 'Node: HTTP server, sockets, promises, timers';

/** `server-extension/src/payments/execution/x.ts` → `payments/execution`; a package by its name. */
function toPart(source: string | undefined): string {
  if (source === undefined) return OUTSIDE;
  const [, packageName] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(source) ?? [];
  if (packageName !== undefined) return `package ${packageName}`;
  const [, folder = ''] = /server-extension\/src\/(.*)\/[^/]+$/.exec(source) ?? [];
  return folder.split('/').slice(0, 2).join('/') || 'server-extension/src';
}

/** Markdown. */
export function toProfileTable(shares: readonly ProfileRow[]): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const row = ({ part, share, inNode }: ProfileRow): string =>
    `| ${part} | ${percent(share)} | ${percent(inNode)} |`;
  const small = shares.filter(({ share }) => share < SMALL);
  const sum = (key: 'share' | 'inNode'): number => small.reduce((total, each) => total + each[key], 0);
  return [
    '| Part of the program | Of a payment’s processor time | Of it in Node’s own and native code |',
    '|---|--:|--:|',
    ...shares.filter(({ share }) => share >= SMALL).map(row),
    row({ part: `${small.length} more, each below 1 %`, share: sum('share'), inNode: sum('inNode') }),
  ].join('\n');
}
