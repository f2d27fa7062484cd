import { createIds } from '../../../sandbox/cybersource/ids.ts';
import { createFaultDesk } from '../../../sandbox/cybersource/faults/fault-desk.ts';
import { createLedger, type Ledger } from '../../../sandbox/cybersource/ledger/ledger.ts';
import { TESTREST } from '../../../sandbox/cybersource/merchants.ts';
import { createAuthentications } from '../../../sandbox/cybersource/payer-authentication/authentications.ts';
import { type ApiCall, createApiCalls } from '../../../sandbox/cybersource/routes/api.ts';
import { createCardVault } from '../../../sandbox/cybersource/microform/card-vault.ts';
import { createTokenVault, type TokenVault } from '../../../sandbox/cybersource/tokens/token-vault.ts';
import { triggers } from '../../../sandbox/triggers.ts';
import type { VirtualTime } from './time.ts';

/** What arrives at the gateway, signatures aside. */
export interface GatewayRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly text: string;
}

/** The sandbox's CyberSource without its HTTP: the same calls, ledger, search and saved cards. */
export interface SimulatedGateway {
  readonly ledger: Ledger;
  readonly savedCards: TokenVault;
  readonly merchantId: string;
  /** Carries the call out now. */
  receive(request: GatewayRequest): Promise<GatewayAnswer>;
  setSearchLag(ms: number): void;
}

/** Faults of the network are the simulation's own business. */
const rows = triggers.filter(({ outcome }) => outcome.kind !== 'fault');

/** @param lenient captures and refunds above what is there are taken, as CyberSource's own test system does. */
export function createGatewayWorld(time: VirtualTime, seed: string, lenient: boolean): SimulatedGateway {
  const now = (): Date => new Date(time.now());
  const ids = createIds(now, seed);
  const ledger = createLedger();
  const savedCards = createTokenVault(ids);
  let searchLagMs = 0;
  const calls = createApiCalls({
    ledger,
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
  }).map(compiled);

  return {
    ledger,
    savedCards,
    merchantId: TESTREST.id,
    async receive({ method, path, body }) {
      for (const { call, pattern } of calls) {
        const match = call.method === method.toLowerCase() ? pattern.exec(path) : null;
        if (match === null) continue;
        const { id = '', part = '' } = match.groups ?? {};
        const plan = await call.endpoint({
          merchant: TESTREST,
          body: body === undefined ? undefined : (JSON.parse(body) as unknown),
          id,
          part,
          query: {},
        });
        const answer = plan.commit();
        return {
          status: answer.status,
          text: answer.body === undefined ? '' : JSON.stringify(answer.body),
        };
      }
      return { status: 404, text: '{"response":{"rmsg":"Resource not found"}}' };
    },
    setSearchLag(ms) {
      searchLagMs = ms;
    },
  };
}

function compiled(call: ApiCall): { readonly call: ApiCall; readonly pattern: RegExp } {
  const source = call.path.replaceAll('.', '\\.').replace(/:(\w+)/g, '(?<$1>[^/?]+)');
  return { call, pattern: new RegExp(`^${source}$`) };
}
