import { createIds } from '../../../sandbox/cybersource/values/ids.ts';
import { createFaultDesk } from '../../../sandbox/cybersource/api/http/fault-queue.ts';
import { createLedger, type Ledger } from '../../../sandbox/cybersource/ledger/ledger.ts';
import { TESTREST } from '../../../sandbox/cybersource/access/merchants/merchants.ts';
import { createAuthentications } from '../../../sandbox/cybersource/payer-authentication/authentications.ts';
import { createAccountRecords } from '../../../sandbox/cybersource/records/account-records.ts';
import { createApiCalls } from '../../../sandbox/cybersource/api/api.ts';
import type { ApiCall } from '../../../sandbox/cybersource/api/routes/api-call.ts';
import { createCardVault } from '../../../sandbox/cybersource/microform/cards/card-vault.ts';
import { createTokenVault } from '../../../sandbox/cybersource/tokens/create-token-vault.ts';
import type { TokenVault } from '../../../sandbox/cybersource/tokens/token-vault.ts';
import { triggers } from '../../../sandbox/triggers.ts';
import type { VirtualTime } from './time.ts';

/** What arrives at the gateway, signatures aside. */
export interface SimulatedGatewayRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

export interface SimulatedGatewayResponse {
  readonly status: number;
  readonly text: string;
  /** Header `Date`. */
  readonly date: string;
}

/** The sandbox's CyberSource without its HTTP: the same calls, ledger, search and saved cards. */
export interface SimulatedGateway {
  readonly ledger: Ledger;
  readonly savedCards: TokenVault;
  readonly merchantId: string;
  /** Carries the call out now. */
  receive(request: SimulatedGatewayRequest): Promise<SimulatedGatewayResponse>;
  setSearchLag(ms: number): void;
}

/** Faults of the network are the simulation's own business. */
const rows = triggers.filter(({ outcome }) => outcome.kind !== 'fault');

/** @param lenient captures and refunds above what is there are taken, as CyberSource's own test system does. */
export function createGatewayWorld(
  time: VirtualTime,
  seed: string,
  lenient: boolean,
  observed: (book: Ledger) => Ledger = (book) => book,
): SimulatedGateway {
  const now = (): Date => new Date(time.now());
  const ids = { ...createIds(now, seed), transaction: timedIds(time) };
  const ledger = observed(createLedger());
  const savedCards = createTokenVault(ids);
  let searchLagMs = 0;
  const calls = createApiCalls({
    ledger,
    ...createAccountRecords({ ledger, now, lenient: false, batchTimes: { settleAfterMs: 0 } }),
    authentications: createAuthentications('http://127.0.0.1', now, ids),
    directoryTimeoutMs: 0,
    desk: createFaultDesk(),
    ids,
    triggers: { rows: () => rows, add: () => undefined, clear: () => undefined },
    now,
    rules: { lenient, voidedCapture: 'reverses-hold' },
    searchLagMs: () => searchLagMs,
    savedCards,
    transientTokens: createCardVault({ now }),
  });
  const found = finderIn(calls);

  return {
    ledger,
    savedCards,
    merchantId: TESTREST.id,
    async receive(request) {
      const { status, text } = await received(request);
      return { status, text, date: now().toUTCString() };
    },
    setSearchLag(ms) {
      searchLagMs = ms;
    },
  };

  async function received({
    method,
    path,
    body,
  }: SimulatedGatewayRequest): Promise<{ status: number; text: string }> {
    const { call, groups } = found(`${method.toLowerCase()} ${path}`);
    if (call === undefined) return { status: 404, text: '{"response":{"rmsg":"Resource not found"}}' };
    const plan = await call.endpoint({
      merchant: TESTREST,
      body: body === undefined ? undefined : (JSON.parse(body) as unknown),
      id: groups['id'] ?? '',
      part: groups['part'] ?? '',
      query: {},
      accept: '',
      bytes: Buffer.alloc(0),
    });
    const answer = plan.commit();
    return { status: answer.status, text: answer.body === undefined ? '' : JSON.stringify(answer.body) };
  }
}

/** Ids of transactions begin with the time, as CyberSource's do: how old one is can be told from it. */
function timedIds(time: VirtualTime): () => string {
  let given = 0;
  return () => {
    given += 1;
    return `${String(time.now()).slice(1, 13)}${String(given % 1_000_000).padStart(6, '0')}4951`;
  };
}

interface Found {
  readonly call: ApiCall | undefined;
  readonly groups: Readonly<Record<string, string>>;
}

/** Which call is meant, by method and path. Those without an id in their path are nearly all: they are looked up. */
function finderIn(calls: readonly ApiCall[]): (methodAndPath: string) => Found {
  const fixed = new Map(calls.map((call) => [`${call.method} ${call.path}`, { call, groups: {} }]));
  const patterns = calls.map((call) => {
    const source = call.path.replaceAll('.', '\\.').replace(/:(\w+)/g, '(?<$1>[^/?]+)');
    return { call, pattern: new RegExp(`^${call.method} ${source}$`) };
  });
  return (methodAndPath) => {
    const known = fixed.get(methodAndPath);
    if (known !== undefined) return known;
    for (const { call, pattern } of patterns) {
      const groups = pattern.exec(methodAndPath)?.groups;
      if (groups !== undefined) return { call, groups };
    }
    return { call: undefined, groups: {} };
  };
}
