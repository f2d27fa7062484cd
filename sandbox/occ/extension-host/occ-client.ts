/** What the host needs from OCC: the extension's variables, and whether a caller's token is good. */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { VariableValue } from '../settings/environment-variables.ts';

export interface OccClient {
  /** The variables of the tenant's extensions. Waits until OCC listens. */
  readonly environmentVariables: () => Promise<Readonly<Record<string, string>>>;
  /** Whether OCC's admin or store API knows this token. */
  readonly isValid: (token: string) => Promise<boolean>;
}

interface Options {
  readonly occUrl: string;
  readonly applicationKey: string;
  /** How long to wait for OCC at the start. */
  readonly patienceMs?: number;
}

const Login = z.object({ access_token: z.string() });
const Variables = z.object({ items: z.array(z.object({ name: z.string(), value: VariableValue })) });

export function createOccClient({ occUrl, applicationKey, patienceMs = 15_000 }: Options): OccClient {
  async function call(
    method: string,
    path: string,
    token: string,
    body?: URLSearchParams,
  ): Promise<Response> {
    return fetch(`${occUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(5000),
    });
  }

  async function login(): Promise<string> {
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    const deadline = Date.now() + patienceMs;
    for (;;) {
      try {
        const response = await call('POST', '/ccadmin/v1/login', applicationKey, form);
        if (response.ok) return Login.parse(await response.json()).access_token;
        throw new RefusedByOcc(`OCC at ${occUrl} refuses the application key (${response.status}).`);
      } catch (error) {
        if (error instanceof RefusedByOcc) throw error;
        if (Date.now() > deadline) {
          throw new Error(`OCC at ${occUrl} does not answer. Remedy: npm run sandbox:occ, or set OCC_URL.`, {
            cause: error,
          });
        }
        await delay(250);
      }
    }
  }

  return {
    async environmentVariables() {
      const response = await call('GET', '/ccadmin/v1/extensionEnvironmentVariables', await login());
      const { items } = Variables.parse(await response.json());
      return Object.fromEntries(items.map(({ name, value }) => [name, value]));
    },
    async isValid(token) {
      for (const root of ['ccadmin', 'ccstore']) {
        if ((await call('POST', `/${root}/v1/verify`, token)).ok) return true;
      }
      return false;
    },
  };
}

class RefusedByOcc extends Error {}
