import { CommandProblem } from '../../commands/frame/command-problem.ts';
import type { TenantProfile } from './tenant.ts';

/** Where the extension's routes are, behind the origin of the storefront. */
export const EXTENSION_PATH = '/ccstorex/custom/isv-payment/v2';

/** An answer of the extension, or of what stands before it. */
export interface ExtensionCallResponse {
  readonly status: number;
  /** Undefined where the body is no JSON. */
  readonly json: unknown;
  readonly text: string;
  /** Milliseconds from the question to the last byte. */
  readonly durationMs: number;
  /** The `Date` header, for comparing clocks. */
  readonly date: string | null;
}

export interface ExtensionCallRequest {
  readonly method?: 'GET' | 'POST';
  /** An OCC admin token, for operators' routes. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/** One request to the extension. @throws CommandProblem where nothing answers */
export async function askExtension(
  { extensionUrl, name }: Pick<TenantProfile, 'extensionUrl' | 'name'>,
  path: string,
  { method = 'GET', token, headers = {}, body, timeoutMs = TIMEOUT_MS }: ExtensionCallRequest = {},
): Promise<ExtensionCallResponse> {
  return askAddress(`${extensionUrl}${EXTENSION_PATH}${path}`, name, {
    method,
    headers,
    timeoutMs,
    ...(token !== undefined && { token }),
    ...(body !== undefined && { body }),
  });
}

/** The same for an address in full. */
export async function askAddress(
  url: string,
  tenant: string,
  { method = 'GET', token, headers = {}, body, timeoutMs = TIMEOUT_MS }: ExtensionCallRequest = {},
): Promise<ExtensionCallResponse> {
  const started = performance.now();
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });
    const text = await response.text();
    const durationMs = Math.round(performance.now() - started);
    return {
      status: response.status,
      json: jsonOf(text),
      text,
      durationMs,
      date: response.headers.get('date'),
    };
  } catch (error) {
    throw new CommandProblem(
      'extension-unreachable',
      `The extension at ${new URL(url).origin} cannot be reached.`,
      {
        remedy: `check storeUrl and extensionUrl of tenant ${tenant} (OCC_STORE_URL, EXTENSION_URL), and whether the extension runs.`,
        cause: error,
      },
    );
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
