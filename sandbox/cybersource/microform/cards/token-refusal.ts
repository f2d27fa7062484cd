/** How the token endpoint says no. Source: CyberSource, what the Microform library understands. */

/** One field that is wrong. The library looks for locations such as `captureData.number` and `keyId`. */
export interface TokenFieldError {
  readonly location: string;
  readonly message: string;
}

/** A refusal with its HTTP status and body. */
export class TokenRefusal extends Error {
  override readonly name = 'TokenRefusal';
  readonly status: number;
  readonly reason: string;
  readonly faults: readonly TokenFieldError[];

  constructor(status: number, reason: string, message: string, faults: readonly TokenFieldError[] = []) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.faults = faults;
  }
}

/** The context is not known here, or no longer. */
export function contextNotFound(): TokenRefusal {
  return new TokenRefusal(404, 'VALIDATION_ERROR', 'One or more validation errors occurred', [
    { location: 'keyId', message: 'Cannot find the specified key' },
  ]);
}

/** The context has given all the tokens it gives. */
export function contextUsedUp(): TokenRefusal {
  return new TokenRefusal(429, 'RESOURCE_QUOTA_EXCEEDED', 'Capture context usage limit exceeded');
}

/** The body is not the compact JWE that the library sends. */
export function notAnEnvelope(): TokenRefusal {
  return new TokenRefusal(400, 'VALIDATION_ERROR', 'Invalid JWE format');
}

/** The envelope was not sealed with the context's one-time key, or was altered since. */
export function notDecryptable(): TokenRefusal {
  return new TokenRefusal(400, 'DECRYPTION_ERROR', 'Unable to decrypt the JWE');
}

/** What was sealed is not JSON of the agreed shape. */
export function notReadable(): TokenRefusal {
  return new TokenRefusal(400, 'JSON_PARSER_ERROR', 'Cannot parse the POST body');
}

/** The context inside the envelope is not the one that was issued with its key. */
export function contextAltered(): TokenRefusal {
  return new TokenRefusal(400, 'SIGNATURE_ERROR', 'Capture context signature is not valid');
}

/** The card itself is wrong. */
export function cardRefused(faults: readonly TokenFieldError[]): TokenRefusal {
  return new TokenRefusal(400, 'VALIDATION_ERROR', 'One or more validation errors occurred', faults);
}

/** The JSON that the library reads. */
export function toRefusalBody({ status, reason, message, faults }: TokenRefusal): unknown {
  return { responseStatus: { status, reason, message, details: faults } };
}
