import { present } from '../domain/present.ts';
import { Problem } from '../domain/problem.ts';
import { digestOf, type Seal, type SealPurpose, type Unsealed } from '../domain/seal.ts';
import type { Instrument, PaymentCommand } from '../domain/payment/command.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { malformedField } from '../occ/webhook/required-shape.ts';
import { isGiven, type Webhook } from '../occ/webhook/webhook.ts';
import type { CardFields, Journal } from '../payments/ports/ports.ts';
import { CAPTURE_CONTEXT_LIFE_MS } from './lifetimes.ts';
import { originRefused, type OriginCheck } from './origin-check.ts';

export interface VerifyCheckoutDataDeps {
  readonly journal: Journal;
  readonly seal: Seal;
  readonly cardFields: CardFields;
  readonly originCheck: Pick<OriginCheck, 'origins'>;
  readonly now: () => Date;
}

/** What a believable payment shows about who pays, beside what OCC says. */
export interface RiskSignals {
  /** The network that the key for the card fields was given to. */
  readonly network?: string;
  /** The key for the card fields, which was given out once. */
  readonly session?: string;
  /** Milliseconds since then. */
  readonly heldKeyMs?: number;
  /** The IP address that the key for the card fields was given to. */
  readonly address?: string;
  /** What tells the card from others, without its number. */
  readonly card?: string;
}

/** Rejects a webhook that OCC signed but that must not be carried out: too old, or with data that we did not issue. */
export type VerifyCheckoutData = (
  webhook: Webhook,
  command: PaymentCommand,
  settings: GatewaySettings,
) => Promise<RiskSignals>;

const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/**
 * A delivery that the journal knows is answered whatever its age, and whatever has expired since: nothing is sent for it
 * again. Every other one has to be fresh, and what its shopper's browser carried has to be ours.
 */
export function createVerifyCheckoutData(deps: VerifyCheckoutDataDeps): VerifyCheckoutData {
  const { journal, seal, cardFields, originCheck, now } = deps;
  return async (webhook, command, settings) => {
    try {
      requireFresh(webhook, now());
      if (command.type !== 'authorize') return {};
      const token = tokenOf(command.instrument);
      const device = settings.deviceFingerprint.enabled ? requireOurFingerprint(webhook) : {};
      return { ...device, ...(token !== undefined && (await requireOurToken(webhook, token, settings))) };
    } catch (doubt) {
      if (!(doubt instanceof Problem) || (await journal.find(command.key)) === undefined) throw doubt;
      return {};
    }
  };

  async function requireOurToken(
    webhook: Webhook,
    transientToken: string,
    settings: GatewaySettings,
  ): Promise<RiskSignals> {
    const { value, rest, digest, sealed } = requireOurs(
      webhook,
      'capture-context',
      'captureContext',
      'captureContext',
    );
    // The earlier plugin's seal holds the context, so its storefronts need not bring the context itself.
    const captureContext = value ?? rest;
    if (captureContext === undefined) throw incomplete('captureContext', 'captureContext');
    const { origin } = sealed;
    if (origin !== undefined && !(await originCheck.origins(settings)).includes(origin))
      throw originRefused(
        'The sealed capture-context was given to a page that is not the shop’s: add its origin to the gateway setting allowedOrigins.',
        origin,
        settings,
      );
    const { card } = await cardFields.verifyTransientToken(transientToken, captureContext);
    const heldKeyMs = now().getTime() - (sealed.expiresAt.getTime() - CAPTURE_CONTEXT_LIFE_MS);
    const { address } = sealed;
    return present({ session: digest, heldKeyMs, ...networkOf(sealed), address, card });
  }

  function requireOurFingerprint(webhook: Webhook): RiskSignals {
    if (!webhook.customProperties.has('deviceFingerprintSessionId')) return {};
    const { sealed } = requireOurs(
      webhook,
      'device-fingerprint',
      'deviceFingerprintSessionId',
      'deviceFingerprint',
    );
    return networkOf(sealed);
  }

  /**
   * The browser sends the value in clear and its mark sealed: only what we sealed for this site may be used. Behind the
   * mark the seal may hold what stands for the value.
   */
  function requireOurs(
    { customProperties, siteId }: Webhook,
    purpose: SealPurpose,
    name: string,
    cipher: string,
  ): Ours {
    const given = customProperties.get(name);
    const value = isGiven(given) ? given : undefined;
    const encrypted = customProperties.get(`${cipher}CipherEncrypted`);
    const iv = customProperties.get(`${cipher}CipherIv`);
    if (encrypted === undefined || iv === undefined) throw incomplete(name, cipher);
    const sealed = seal.open({ purpose, site: siteId }, { iv, encrypted }, now());
    const [digest = '', rest] = sealed.value.split(' ');
    if (value !== undefined && digest !== digestOf(value))
      throw new Problem(
        'seal-invalid',
        `customProperties.${name} is not the one that was sealed: get a new one.`,
      );
    return { value, digest, rest, sealed };
  }
}

/** Something that a browser carried for us. */
interface Ours {
  readonly value: string | undefined;
  readonly digest: string;
  readonly rest: string | undefined;
  readonly sealed: Unsealed;
}

function incomplete(name: string, cipher: string): Problem {
  return malformedField(
    `body:customProperties.${name}`,
    `must come with ${cipher}CipherEncrypted and ${cipher}CipherIv`,
  );
}

function networkOf({ network }: Unsealed): RiskSignals {
  return network === undefined ? {} : { network };
}

/** What the card fields made: of a new card, or of a saved card's security code. */
function tokenOf(instrument: Instrument): string | undefined {
  switch (instrument.kind) {
    case 'transient-token':
      return instrument.jwt;
    case 'saved-card':
      return instrument.securityCodeToken;
    case 'wallet':
    case 'reference':
      return undefined;
  }
}

function requireFresh({ sentAt }: Webhook, now: Date): void {
  if (Math.abs(now.getTime() - sentAt.getTime()) <= MAX_AGE_MS) return;
  throw malformedField(
    'body:transactionTimestamp',
    'is more than 24 hours from now, and this delivery is not known',
  );
}
