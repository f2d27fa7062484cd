/** What every verifier takes and what it answers. */
import type { IncomingHttpHeaders } from 'node:http';
import type { MerchantDirectory } from '../merchants/merchant-directory.ts';
import type { Merchant } from '../merchants/merchants.ts';

/** A request as it arrived: nothing parsed, nothing re-encoded. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path with query string, percent-encoded as sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The port that the connection came in on; its loopback addresses are names of ours. */
  readonly localPort: number | undefined;
}

/** What the verifiers know. */
export interface VerifierDeps {
  readonly merchants: MerchantDirectory;
  /** The host names of the service that is played, the first of them the usual one. */
  readonly publicNames: readonly string[];
  readonly now: () => Date;
  readonly clockSkewMs: number;
}

/** How a request was signed, for the call list. */
export type SignatureScheme = 'http_signature' | 'jwt_shared_secret' | 'jwt_certificate';

/** Who calls, and how they proved it. */
export interface AuthenticatedRequest {
  readonly ok: true;
  readonly merchant: Merchant;
  readonly scheme: SignatureScheme;
  /** The claim `v-c-response-mle-kid`: the certificate that the answer is to be encrypted for. */
  readonly responseKid?: string;
}

/** The authenticated caller, or why the signature is not accepted. The reason is for the call list; the answer does not name it. */
export type AuthenticationVerdict = AuthenticatedRequest | { readonly ok: false; readonly because: string };

/** A refusal. */
export const refused = (because: string): AuthenticationVerdict => ({ ok: false, because });

/** CyberSource signs a body only where the method carries one. */
export const carriesBody = (method: string): boolean => /^(POST|PUT|PATCH)$/i.test(method);
