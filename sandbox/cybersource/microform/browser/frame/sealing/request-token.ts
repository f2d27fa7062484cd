/** Sends a sealed card to the token endpoint and reads the answer. */
import { microformError, type MicroformFailure } from '../../microform-error.ts';
import { isRecord } from '../../options.ts';

const TIMEOUT_MS = 30_000;
const JWT = /^([-\w]+\.){2}[-\w]+$/;

/** What a reason of the token endpoint is called in the page. `VALIDATION_ERROR` depends on what it points at. */
const REASONS: Readonly<Record<string, string>> = {
  RESOURCE_QUOTA_EXCEEDED: 'CREATE_TOKEN_CAPTURE_CONTEXT_USED_TOO_MANY_TIMES',
  TOKENIZATION_ERROR: 'CREATE_TOKEN_PLATFORM_ERROR',
  DECRYPTION_ERROR: 'CREATE_TOKEN_DECRYPTION',
  SIGNATURE_ERROR: 'API_INTERNAL_ERROR',
  PROFILE_ERROR: 'API_INTERNAL_ERROR',
  INTERNAL_ERROR: 'API_INTERNAL_ERROR',
  API_GATEWAY_ERROR: 'API_GATEWAY_ERROR',
  JSON_PARSER_ERROR: 'API_JSON_PARSER_ERROR',
};

/**
 * A transient token for a sealed card.
 * @throws MicroformError
 */
export async function requestToken(url: string, jwe: string): Promise<string> {
  const { status, text } = await post(url, jwe);
  if (status >= 400) throw toError(status, text);
  if (!JWT.test(text)) throw microformError('MALFORMED_TOKENS_RESPONSE', { status });
  return text;
}

async function post(url: string, body: string): Promise<{ status: number; text: string }> {
  const abort = new AbortController();
  const timer = setTimeout(() => {
    abort.abort();
  }, TIMEOUT_MS);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/jwt; charset=utf-8' },
      body,
      credentials: 'omit',
      signal: abort.signal,
    });
    return { status: answer.status, text: await answer.text() };
  } catch {
    throw microformError(abort.signal.aborted ? 'CREATE_TOKEN_TIMEOUT' : 'CREATE_TOKEN_XHR_ERROR');
  } finally {
    clearTimeout(timer);
  }
}

function toError(status: number, text: string): MicroformFailure {
  const answer = readJson(text);
  const refusal = isRecord(answer['responseStatus']) ? answer['responseStatus'] : answer;
  const reason = refusal['reason'];
  if (reason === 'VALIDATION_ERROR') return toValidationError(status, refusal['details']);
  const known = typeof reason === 'string' ? REASONS[reason] : undefined;
  return microformError(known ?? 'UNKNOWN_REASON', { status });
}

function toValidationError(status: number, details: unknown): MicroformFailure {
  const faults = (Array.isArray(details) ? details : []).filter(isRecord).map((fault) => ({
    location: String(fault['location']),
    message: String(fault['message']),
  }));
  if (faults.some(({ location }) => location === 'keyId')) {
    return microformError('CREATE_TOKEN_CAPTURE_CONTEXT_NOT_FOUND', { status });
  }
  return microformError('CREATE_TOKEN_VALIDATION_SERVERSIDE', {
    status,
    details: faults.map(({ location, message }) => ({
      location: location.replace(/^captureData\./, ''),
      message,
    })),
  });
}

function readJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
