import { present } from '../domain/present.ts';
import { Problem } from '../domain/problem.ts';
import { digestOf, type Seal, type SealPurpose, type Unsealed } from '../domain/seal.ts';
import type { Instrument, PaymentCommand } from '../domain/payment/command.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { malformedField } from '../occ/webhook/shape/required-shape.ts';
import { isGiven, type Webhook } from '../occ/webhook/webhook.ts';
import type { CardFields } from '../payments/ports/card-fields.ts';
import type { Journal } from '../payments/ports/journal.ts';
import { CAPTURE_CONTEXT_LIFE_MS } from './lifetimes.ts';
import { originRefused, type OriginCheck } from './origin-check.ts';

export interface VerifyCheckoutDataDeps {
  readonly journal: Journal;
  readonly seal: Seal;
  readonly cardFields: CardFields;
  readonly originCheck: Pick<OriginCheck, 'origins'>;
  readonly now: () => Date;
}

/** What the data of the browser show about who pays, beside what OCC says. */
export interface RiskSignals {
  /** The network that the capture context was issued to. */
  readonly network?: string;
  /** The digest of the capture context, which is issued once for each card form. */
  readonly session?: string;
  /** Milliseconds from the issue of the capture context to the payment. */
  readonly formFillMs?: number;
  /** The IP address that the capture context was issued to. */
  readonly address?: string;
  /** Masked number and brand of the card. */
  readonly card?: string;
}

/** Rejects a webhook that OCC signed and that must not be carried out: it is too old, or has browser data that the extension did not issue. */
export type VerifyCheckoutData = (
  webhook: Webhook,
  command: PaymentCommand,
  settings: GatewaySettings,
) => Promise<RiskSignals>;

const CHECKOUT_DATA_AGE_MAX_MS = 24 * 60 * 60 * 1000;

/**
 * Refuses a webhook that is older than 24 hours, and browser data that the extension has not sealed or whose seal has expired. A
 * delivery that the journal knows is let through all the same: it is answered from the journal, and nothing is sent again.
 */
export function createVerifyCheckoutData(deps: VerifyCheckoutDataDeps): VerifyCheckoutData {
  const { journal, seal, cardFields, originCheck, now } = deps;
  return async (webhook, command, settings) => {
    try {
      requireFresh(webhook, now());
      if (command.type !== 'authorize') return {};
      const token = tokenOf(command.instrument);
      const device = settings.deviceFingerprint.enabled ? requireSealedFingerprint(webhook) : {};
      return { ...device, ...(token !== undefined && (await requireSealedToken(webhook, token, settings))) };
    } catch (error) {
      if (!(error instanceof Problem) || (await journal.find(command.key)) === undefined) throw error;
      return {};
    }
  };

  async function requireSealedToken(
    webhook: Webhook,
    transientToken: string,
    settings: GatewaySettings,
  ): Promise<RiskSignals> {
    const { value, rest, digest, sealed } = requireSealed(webhook, CAPTURE_CONTEXT);
    // The earlier plugin's seal holds the context, so its storefronts need not bring the context itself.
    const captureContext = value ?? rest;
    if (captureContext === undefined) throw incomplete(CAPTURE_CONTEXT);
    const { origin } = sealed;
    if (origin !== undefined && !(await originCheck.origins(settings)).includes(origin))
      throw originRefused(
        'The sealed capture-context was given to a page that is not the shop’s: add its origin to the gateway setting allowedOrigins.',
        origin,
        settings,
      );
    const { card } = await cardFields.verifyTransientToken(transientToken, captureContext);
    const formFillMs = now().getTime() - (sealed.expiresAt.getTime() - CAPTURE_CONTEXT_LIFE_MS);
    const { address } = sealed;
    return present({ session: digest, formFillMs, ...networkOf(sealed), address, card });
  }

  function requireSealedFingerprint(webhook: Webhook): RiskSignals {
    // Empty is what the extension itself gives out where the fingerprint is off.
    if (!isGiven(webhook.customProperties.get(DEVICE_FINGERPRINT.valueProperty))) return {};
    const { sealed } = requireSealed(webhook, DEVICE_FINGERPRINT);
    return networkOf(sealed);
  }

  /**
   * The browser sends a value in clear, and beside it a seal that holds the digest of the value: only a value that the extension has
   * sealed for this site is accepted. After the digest the seal may hold the part of a capture context that verifies tokens.
   */
  function requireSealed({ customProperties, siteId }: Webhook, location: SealedLocation): OpenedSeal {
    const given = customProperties.get(location.valueProperty);
    const value = isGiven(given) ? given : undefined;
    const encrypted = customProperties.get(encryptedProperty(location));
    const iv = customProperties.get(ivProperty(location));
    if (encrypted === undefined || iv === undefined) throw incomplete(location);
    const sealed = seal.open({ purpose: location.purpose, site: siteId }, { iv, encrypted }, now());
    const [digest = '', rest] = sealed.value.split(' ');
    if (value !== undefined && digest !== digestOf(value))
      throw new Problem(
        'seal-invalid',
        `customProperties.${location.valueProperty} is not the one that was sealed: get a new one.`,
      );
    return { value, digest, rest, sealed };
  }
}

/** Where a webhook has a value that the extension has sealed. */
interface SealedLocation {
  readonly purpose: SealPurpose;
  /** The custom property with the value in clear. */
  readonly valueProperty: string;
  /** What the names of the two custom properties with the seal begin with. */
  readonly sealPrefix: string;
}

const CAPTURE_CONTEXT: SealedLocation = {
  purpose: 'capture-context',
  valueProperty: 'captureContext',
  sealPrefix: 'captureContext',
};

const DEVICE_FINGERPRINT: SealedLocation = {
  purpose: 'device-fingerprint',
  valueProperty: 'deviceFingerprintSessionId',
  sealPrefix: 'deviceFingerprint',
};

const encryptedProperty = ({ sealPrefix }: SealedLocation): string => `${sealPrefix}CipherEncrypted`;
const ivProperty = ({ sealPrefix }: SealedLocation): string => `${sealPrefix}CipherIv`;

/** A value that the browser has sent back, and its seal. */
interface OpenedSeal {
  readonly value: string | undefined;
  readonly digest: string;
  readonly rest: string | undefined;
  readonly sealed: Unsealed;
}

function incomplete(location: SealedLocation): Problem {
  return malformedField(
    `body:customProperties.${location.valueProperty}`,
    `must come with ${encryptedProperty(location)} and ${ivProperty(location)}`,
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
  if (Math.abs(now.getTime() - sentAt.getTime()) <= CHECKOUT_DATA_AGE_MAX_MS) return;
  throw malformedField(
    'body:transactionTimestamp',
    'is more than 24 hours from now, and this delivery is not known',
  );
}
