/** CyberSource's own client library, pointed at a sandbox: calls as its sample programs make them. */
import { createRequire } from 'node:module';
import { testrest } from './authentication/signer.ts';

interface SdkError {
  readonly status?: number;
  readonly response?: { readonly text?: string };
  readonly message?: string;
}
interface SdkResponse {
  readonly status: number;
  readonly text: string;
  readonly header: Readonly<Record<string, string>>;
}
type Callback = (error: SdkError | null, data: unknown, response: SdkResponse | undefined) => void;
type Api = new (configuration: object) => Readonly<Record<string, (...input: unknown[]) => void>>;

// The library comes without types.
const library = createRequire(import.meta.url)('cybersource-rest-client') as Readonly<
  Record<string, unknown>
>;

/** What came back: the status, the body as JSON, and what the library makes of it. */
export interface SdkAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly data: unknown;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type OfficialClient = (api: string, operation: string, ...input: unknown[]) => Promise<SdkAnswer>;

/** A model of the library, as the samples make them: an object with the library's own member names. */
export function aModel(name: string, members: object = {}): object {
  const Model = library[name] as (new () => object) | undefined;
  if (!Model) throw new Error(`The library has no ${name}.`);
  return Object.assign(new Model(), members);
}

/** Calls by class and method name. `settings` go before HTTP Signature with `testrest`'s shared secret. */
export function createOfficialClient(url: string, settings: object = {}): OfficialClient {
  return (api, operation, ...input) =>
    new Promise((resolve, reject) => {
      const Constructor = library[api] as Api | undefined;
      const client =
        Constructor &&
        new Constructor({
          authenticationType: 'http_signature',
          runEnvironment: 'apitest.cybersource.com',
          intermediateHost: url,
          merchantID: testrest.merchantId,
          merchantKeyId: testrest.keyId,
          merchantsecretKey: testrest.secret,
          logConfiguration: { enableLog: false },
          ...settings,
        });
      const method = client?.[operation];
      if (!method) throw new Error(`The library has no ${api}.${operation}.`);
      const answer: Callback = (error, data, response) => {
        const status = error?.status ?? response?.status;
        const text = error?.response?.text ?? response?.text ?? '';
        if (status === undefined) reject(new Error(error?.message ?? 'No answer.'));
        else resolve({ status, body: parsed(text), data, text, headers: response?.header ?? {} });
      };
      method.call(client, ...input, answer);
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
