import { isShopFault, type SealedCaptureContext } from '../../../payment/payment-api.ts';
import {
  CLOSED_FIELDS,
  type CardFieldName,
  type CardFieldSet,
  type CardFieldsState,
  type TokenizedCard,
} from '../fields/card-fields.ts';
import { ShopperProblem, type Schedule } from '../../../payment/payment-method.ts';
import type { Expiry } from '../fields/expiry.ts';
import { toBrand, toHostedField } from './field-states.ts';
import type { Microform, MicroformField } from './flex.ts';
import { toTokenProblem } from './token-problem.ts';

/** Card fields that are still to be put on a page. `Host` is the kind of element they go into. */
export interface HostedCardFields<Host> extends CardFieldSet {
  /** Gives a field its place. Returns how to take it back. The fields open when each has one. */
  place(field: CardFieldName, host: Host): () => void;
  /** Opens the fields, with a new capture context; again where that failed. Open fields stay as they are. */
  readonly open: () => void;
  /** Removes the frames and forgets what was typed. */
  readonly close: () => void;
}

/** The fields of one capture context, not on the page yet. */
export interface MicroformSession<Host> {
  readonly microform: Microform<Host>;
  readonly fields: Readonly<Partial<Record<CardFieldName, MicroformField<Host>>>>;
  readonly sealed: SealedCaptureContext;
  /** Names of the cards that are accepted, with commas between. */
  readonly accepted: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

interface Deps<Host> {
  /** Both for a new card; the security code alone beside a saved one. */
  readonly names: readonly CardFieldName[];
  /** Asks for a capture context and makes fields that look like `host`. Rejects when either fails. */
  readonly createSession: (host: Host) => Promise<MicroformSession<Host>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly schedule: Schedule;
  /** The shopper has pressed Enter in a field. */
  readonly submit: () => void;
}

/** How long before its end a capture context is replaced: longer than a payment takes. */
const RENEW_BEFORE_MS = 60_000;

const LOAD_TIMEOUT_MS = 20_000;

export function createHostedCardFields<Host>({
  names,
  createSession,
  now,
  schedule,
  submit,
}: Deps<Host>): HostedCardFields<Host> {
  const hosts = new Map<CardFieldName, Host>();
  const listeners = new Set<(state: CardFieldsState) => void>();
  const autofillListeners = new Set<(expiry: Partial<Expiry>) => void>();
  let state = CLOSED_FIELDS;
  let wanted = false;
  let session: MicroformSession<Host> | undefined;
  let callOffRenewal: () => void = () => undefined;
  /** Counts openings, so that a session that arrives after the fields were closed is dropped. */
  let opening = 0;

  function tell(change: Partial<CardFieldsState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener(state);
  }

  function discard(): void {
    opening += 1;
    callOffRenewal();
    if (session !== undefined)
      Object.values(session.fields).forEach((field) => {
        field.dispose();
      });
    session = undefined;
  }

  async function start(cleared: boolean): Promise<void> {
    discard();
    const [model] = hosts.values();
    if (!wanted || model === undefined || !names.every((name) => hosts.has(name))) return;
    const mine = opening;
    tell({ ...CLOSED_FIELDS, phase: 'opening', cleared });
    try {
      const created = await createSession(model);
      if (mine !== opening) return;
      session = created;
      tell({ accepted: created.accepted });
      await Promise.all(names.map((name) => load(name, created.fields[name], hosts.get(name))));
      if (mine !== opening) return;
      callOffRenewal = schedule(renew, created.expiresAt - now() - RENEW_BEFORE_MS);
      tell({ phase: 'open' });
    } catch (problem) {
      if (mine !== opening) return;
      discard();
      tell({ ...CLOSED_FIELDS, phase: isShopFault(problem) ? 'shopFault' : 'unavailable' });
    }
  }

  /** What the shopper typed cannot be carried into another context, so say when something was lost. */
  function renew(): void {
    void start(!state.number.empty || !state.securityCode.empty);
  }

  function load(name: CardFieldName, field?: MicroformField<Host>, host?: Host): Promise<void> {
    return new Promise((resolve, reject) => {
      if (field === undefined || host === undefined) throw new Error(name);
      const giveUp = (reason: string): void => {
        reject(new Error(reason));
      };
      const callOff = schedule(() => {
        giveUp(name);
      }, LOAD_TIMEOUT_MS);
      field.on('load', () => {
        callOff();
        resolve();
      });
      field.on('error', ({ reason }) => {
        callOff();
        giveUp(reason);
      });
      field.on('change', (change) => {
        const brand = name === 'number' ? { brand: toBrand(change) } : {};
        tell({
          [name]: toHostedField(state[name], change),
          ...brand,
          cleared: state.cleared && change.empty,
        });
      });
      field.on('inputSubmitRequest', submit);
      field.on('blur', () => {
        tell({ [name]: { ...state[name], left: true } });
      });
      field.on('autocomplete', ({ expirationMonth: month, expirationYear: year }) => {
        const filled = { ...(month !== undefined && { month }), ...(year !== undefined && { year }) };
        for (const listener of autofillListeners) listener(filled);
      });
      field.load(host);
    });
  }

  function tokenize(expiry?: Expiry): Promise<TokenizedCard> {
    const current = session;
    if (current === undefined || state.phase !== 'open')
      return Promise.reject(new ShopperProblem('notCharged'));
    return new Promise((resolve, reject) => {
      const refuse = (reason: string): void => {
        const problem = toTokenProblem(reason);
        if (problem.text === 'fieldsCleared' && session === current) void start(true);
        reject(problem);
      };
      if (now() >= current.expiresAt) {
        refuse('CAPTURE_CONTEXT_EXPIRED');
        return;
      }
      current.microform.createToken(
        expiry === undefined ? {} : { expirationMonth: expiry.month, expirationYear: expiry.year },
        (error, transientToken) => {
          if (error) refuse(error.reason);
          else resolve({ transientToken, sealed: current.sealed });
        },
      );
    });
  }

  const fieldOf = (name: CardFieldName): MicroformField<Host> | undefined => session?.fields[name];

  return {
    tokenize,
    watch: (listener) => {
      listeners.add(listener);
      listener(state);
    },
    watchAutofill: (listener) => {
      autofillListeners.add(listener);
    },
    focus: (name) => {
      fieldOf(name)?.focus();
    },
    describe: (name, description) => {
      fieldOf(name)?.update({ description });
    },
    place: (field, host) => {
      hosts.set(field, host);
      void start(false);
      return () => {
        if (hosts.get(field) !== host) return;
        hosts.delete(field);
        discard();
      };
    },
    open: () => {
      if (wanted && !['unavailable', 'shopFault'].includes(state.phase)) return;
      wanted = true;
      void start(false);
    },
    close: () => {
      wanted = false;
      discard();
      tell(CLOSED_FIELDS);
    },
  };
}
