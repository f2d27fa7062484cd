import type { Topics } from './topics.ts';
import type { StorageArea } from './storage.ts';
import { topicNames } from './topic-names.ts';

/** How OCC refuses a call. */
export interface RestProblem {
  readonly status: string;
  readonly message: string;
  readonly errorCode: string;
}

/** A refusal as an error: callbacks of widgets read the same fields on it. */
export class RestRefusal extends Error implements RestProblem {
  readonly status: string;
  readonly errorCode: string;

  constructor(status: string, message: string, errorCode: string) {
    super(message);
    this.name = 'RestRefusal';
    this.status = status;
    this.errorCode = errorCode;
  }
}

export type RestMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** OCC's `ccRestClient`, and under it the promise-based call that the shop itself uses. */
export interface RestClient {
  /** Calls an endpoint by its id; the words after `error` fill the `{}` of its path in order. */
  request(
    endpointId: string,
    data: unknown,
    success: (data: never) => void,
    error: (problem: RestProblem) => void,
    ...pathParams: readonly string[]
  ): void;
  /** Rejects with a `RestRefusal`. */
  call(method: RestMethod, path: string, data?: unknown): Promise<unknown>;
  /** Keeps the shopper's token; `null` forgets it. */
  useToken(token: string | null): void;
  hasToken(): boolean;
}

/** OCC: REST APIs, the ids that widgets use instead of raw paths. */
const ENDPOINTS: Readonly<Record<string, readonly [RestMethod, string]>> = {
  createOrder: ['POST', '/orders'],
  updateOrder: ['PUT', '/orders/{}'],
  getOrder: ['GET', '/orders/{}'],
  getPaymentGroup: ['GET', '/paymentGroups/{}'],
  listCreditCards: ['GET', '/profiles/current/creditCards'],
  updateCreditCard: ['PUT', '/profiles/current/creditCards/{}'],
  removeCreditCard: ['DELETE', '/profiles/current/creditCards/{}'],
};

/** Where OCC's own storefront keeps the shopper's token. */
const TOKEN_KEY = 'oauth_token_secret-storefrontUI';

export interface RestClientDeps {
  readonly fetch: typeof fetch;
  readonly storage: StorageArea;
  readonly topics: Topics;
  readonly siteId: string;
  readonly locale: string;
  readonly channel: string;
}

export function createRestClient(deps: RestClientDeps): RestClient {
  const { storage, topics } = deps;
  const token = (): string | null => {
    const kept = storage.readFromSessionStorage(TOKEN_KEY);
    return kept === '' ? null : kept;
  };

  async function call(method: RestMethod, path: string, data?: unknown): Promise<unknown> {
    const bearer = token();
    const answer = await deps
      .fetch(`/ccstore/v1${path}`, {
        method,
        headers: {
          'x-ccsite': deps.siteId,
          'x-ccasset-language': deps.locale,
          'x-ccasset-channel': deps.channel,
          ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
          ...(data === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(data === undefined ? {} : { body: JSON.stringify(data) }),
      })
      .catch((): never => {
        throw toRefusal(0, undefined);
      });
    const body: unknown = await answer.json().catch(() => undefined);
    if (answer.status === 401 && bearer !== null) {
      storage.saveToSessionStorage(TOKEN_KEY, '');
      topics(topicNames.USER_SESSION_EXPIRED).publish();
    }
    if (!answer.ok) throw toRefusal(answer.status, body);
    return body;
  }

  return {
    call,
    request: (endpointId, data, success, error, ...pathParams) => {
      const endpoint = ENDPOINTS[endpointId];
      if (endpoint === undefined) throw new Error(`OCC knows no endpoint called ${endpointId}.`);
      const words = [...pathParams];
      const path = endpoint[1].replace(/\{\}/g, () => encodeURIComponent(words.shift() ?? ''));
      const payload = endpoint[0] === 'GET' ? undefined : data;
      call(endpoint[0], path, payload).then((answer) => {
        success(answer as never);
      }, error);
    },
    useToken: (value) => {
      storage.saveToSessionStorage(TOKEN_KEY, value ?? '');
    },
    hasToken: () => token() !== null,
  };
}

function toRefusal(status: number, body: unknown): RestRefusal {
  const { message, errorCode } = (body ?? {}) as { message?: unknown; errorCode?: unknown };
  return new RestRefusal(
    String(status),
    typeof message === 'string' ? message : 'The shop did not answer. Please try again.',
    typeof errorCode === 'string' ? errorCode : '',
  );
}

/** The sentence to show for whatever a call rejected with. */
export function messageOf(problem: unknown): string {
  const { message } = (problem ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : 'Something went wrong. Please try again.';
}
