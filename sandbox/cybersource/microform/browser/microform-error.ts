/** The one error of the library, and everything it can say. Source: CyberSource, Microform reasons. */

/** What a page learns beside the reason. */
export interface FailureDetails {
  readonly details?: unknown;
  readonly correlationId?: string;
  /** HTTP status of the token endpoint's answer, when there was one. */
  readonly status?: number;
  readonly message?: string;
}

/** An error as it crosses from a frame to the page. */
export interface ErrorData extends FailureDetails {
  readonly reason: string;
}

/** Why something failed: pages decide on `reason` alone. */
export class MicroformFailure extends Error {
  override readonly name = 'MicroformError';
  readonly reason: string;
  readonly details: unknown;
  readonly correlationId: string | undefined;
  readonly informationLink = 'https://developer.cybersource.com/docs.html';
  readonly status: number | undefined;

  constructor({ reason, message, details, correlationId, status }: ErrorData) {
    super(message ?? MESSAGES[reason] ?? 'Something went wrong.');
    this.reason = reason;
    this.details = details;
    this.correlationId = correlationId;
    this.status = status;
  }
}

const MESSAGES: Readonly<Record<string, string>> = {
  API_GATEWAY_ERROR: 'The gateway refused the request.',
  API_INTERNAL_ERROR: 'The token service failed.',
  API_JSON_PARSER_ERROR: 'The token service could not read the request.',
  BROWSER_ENCRYPTION_FAILED: 'This browser could not encrypt the card. Is the page served over HTTPS?',
  CAPTURE_CONTEXT_EXPIRED: 'The capture context has expired. Ask for a new one.',
  CAPTURE_CONTEXT_INVALID: 'The capture context is not valid, or does not allow this page.',
  CREATE_FIELD_DUPLICATE: 'A field of this type exists already.',
  CREATE_FIELD_INVALID_FIELD_TYPE: 'There is no such field. Fields are [ number, securityCode ].',
  CREATE_TOKEN_CAPTURE_CONTEXT_NOT_FOUND:
    'The capture context is not known, or no longer. Ask for a new one.',
  CREATE_TOKEN_CAPTURE_CONTEXT_USED_TOO_MANY_TIMES: 'The capture context is used up. Ask for a new one.',
  CREATE_TOKEN_DECRYPTION: 'The token service could not decrypt the card.',
  CREATE_TOKEN_NO_FIELDS: 'No fields have been created.',
  CREATE_TOKEN_NO_FIELDS_LOADED: 'No fields have been loaded.',
  CREATE_TOKEN_PLATFORM_ERROR: 'The token service could not make a token.',
  CREATE_TOKEN_TIMEOUT: 'Creating the token took too long.',
  CREATE_TOKEN_UNABLE_TO_START: 'Creating the token could not be started.',
  CREATE_TOKEN_VALIDATION_FIELDS: 'One or more fields are not valid.',
  CREATE_TOKEN_VALIDATION_PARAMS: 'One or more options are not valid.',
  CREATE_TOKEN_VALIDATION_SERVERSIDE: 'The token service refused the card.',
  CREATE_TOKEN_XHR_ERROR: 'The token service could not be reached.',
  FIELD_ALREADY_LOADED: 'The field is loaded already. Unload it first.',
  FIELD_LOAD_CONTAINER_SELECTOR: 'The selector matches no element.',
  FIELD_LOAD_INVALID_CONTAINER: 'A field loads into an element or a CSS selector.',
  FIELD_SUBSCRIBE_INVALID_CALLBACK: 'The callback is not a function.',
  FIELD_SUBSCRIBE_UNSUPPORTED_EVENT: 'There is no such event.',
  FIELD_UNLOAD_ERROR: 'The field is not loaded.',
  IFRAME_JWT_VALIDATION_FAILED: 'The capture context was not signed by this gateway.',
  MALFORMED_TOKENS_RESPONSE: 'The token service did not answer with a token.',
  UNKNOWN_REASON: 'The token service refused for a reason that the library does not know.',
};

/** An error with its usual message. */
export function microformError(reason: string, facts: FailureDetails = {}): MicroformFailure {
  return new MicroformFailure({ reason, ...facts });
}

/** Details that point at fields or options, in the shape pages know. */
export function pointAt(locations: readonly string[]): { message: string; location: string }[] {
  return locations.map((location) => ({ message: 'Validation error', location }));
}

/** Anything thrown, made fit to cross a frame border. Only what we said ourselves crosses. */
export function toErrorData(thrown: unknown): ErrorData {
  if (!(thrown instanceof MicroformFailure)) return { reason: 'API_INTERNAL_ERROR' };
  const { reason, message, details, correlationId, status } = thrown;
  return {
    reason,
    message,
    details,
    ...(correlationId !== undefined && { correlationId }),
    ...(status !== undefined && { status }),
  };
}
