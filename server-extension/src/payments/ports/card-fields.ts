import type { GatewaySettings } from '../../domain/settings.ts';

/** The hosted card fields: keys for the browser, and proof that a token came from a key of ours. */
export interface CardFields {
  /**
   * A capture context for one origin, its signature verified. Rejects with a Problem `gateway-failure` when CyberSource
   * gives none.
   */
  captureContext(settings: GatewaySettings, request: CaptureContextRequest): Promise<string>;
  /**
   * What of a capture context verifies the tokens that are made with it: a shorter text, without blanks, that
   * `verifyTransientToken` takes in its place.
   */
  verifyingPartOf(captureContext: string): string;
  /** Rejects with a Problem `malformed-request` unless the token was made with that capture context and has not expired. */
  verifyTransientToken(transientToken: string, captureContext: string): Promise<TokenDetails>;
}

export interface TokenDetails {
  /** Masked number and brand. Absent when the token holds a security code only. */
  readonly card?: string;
}

export interface CaptureContextRequest {
  /** Scheme, host and port of the page that will hold the fields. */
  readonly targetOrigin: string;
  /** CyberSource's names of the accepted brands: VISA, MASTERCARD … */
  readonly cardNetworks: readonly string[];
}
