/** What the programs of the bench say to each other. */

/** The work of one cell, for the program that makes the load. */
export interface LoadJob {
  /** The server under test, `http://127.0.0.1:…`. */
  readonly url: string;
  /** The stub of CyberSource, `https://127.0.0.1:…`. */
  readonly gatewayUrl: string;
  /** The extension seals its capture contexts; the floor knows none, so its webhooks carry text of the same length. */
  readonly sealed: boolean;
  /** The process of the server under test. */
  readonly pid: number;
  /** Base64: what webhooks are signed with. */
  readonly webhookKey: string;
  /** Payments under way at a time, of those that are measured. */
  readonly concurrency: number;
  readonly warmUp: number;
  readonly payments: number;
  /** The measured payments wait now and then, all of them; without it, none does. */
  readonly pauses?: Pauses;
}

/** `count` pauses of `ms` milliseconds, spread over the payments. */
export interface Pauses {
  readonly count: number;
  readonly ms: number;
}

/** What came of it. */
export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers that were not an approval, calls that failed. */
  readonly errors: number;
  /** Calls of any kind that the gateway saw during the measured payments. */
  readonly gatewayCalls: number;
  /** Connections on which the gateway was first called meanwhile, each with a TLS handshake of its own. */
  readonly handshakes: number;
  /** Time of a processor that the server took for each of them, in microseconds; undefined where the system does not tell. */
  readonly cpuMicros: number | undefined;
}

/** What the program sends that makes notifications which have to be refused; another message ends it. */
export interface RefusedLoadJob {
  readonly url: string;
  readonly perSecond: number;
}

/** What came of them. */
export interface RefusedLoadResult {
  readonly sent: number;
  /** How many were sent a second, in fact. */
  readonly perSecond: number;
  /** Those that were answered in another way than they have to be. */
  readonly notRefused: number;
}

/** Asks the server under test what it keeps; it answers with {@link HeapSize}. */
export const ASK_FOR_HEAP = 'heap?';

/** What a server keeps, in bytes. */
export interface HeapSize {
  readonly kept: number;
}

/** Environment of a server under test that takes its profile: from this payment on, counted from its start, … */
export const PROFILE_FROM = 'PROFILE_FROM';
/** … for so many. Then it sends a {@link MeasuredProfile}. */
export const PROFILE_PAYMENTS = 'PROFILE_PAYMENTS';

/** What a server did with its processor, as V8 sampled it. */
export interface MeasuredProfile {
  readonly profile: CpuProfile;
}

/** Chrome DevTools Protocol, `Profiler.Profile`: the parts that are used. Lines and columns count from 0, times are microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Ids of the nodes that were met, one for each sample. */
  readonly samples?: readonly number[] | undefined;
  /** Time since the sample before, for each sample. */
  readonly timeDeltas?: readonly number[] | undefined;
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children?: readonly number[] | undefined;
}

/** What the gateway stub counts. */
export interface GatewayCounts {
  readonly calls: number;
  readonly handshakes: number;
}

/** Routes of the extension that the bench uses. */
export const PAYMENTS = '/ccstorex/custom/isv-payment/v2/payments';
export const KEYS = '/ccstorex/custom/isv-payment/v2/keys';
export const NOTIFICATIONS = '/ccstorex/custom/isv-payment/v2/notifications';
export const HEALTH = '/ccstorex/custom/isv-payment/v2/health';
export const READY = '/ccstorex/custom/isv-payment/v2/ready';

/** Routes of the gateway stub beside CyberSource's own. */
export const CALLS = '/bench/calls';
export const TOKENS = '/bench/tokens';

/** The proxy in front of the extension names the shopper's address here. */
export const CLIENT_ADDRESS_HEADER = 'x-forwarded-for';

/** The page whose shopper pays. */
export const ORIGIN = 'https://shop.example';
