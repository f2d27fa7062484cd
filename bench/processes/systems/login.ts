/** Gives a token of one of OCC's REST APIs, and a new one before the old one ends. */
export type Login = () => Promise<string>;

/** Tokens live fifteen minutes. */
const RENEW_MS = 10 * 60_000;

export function createLogin(url: string, username: string, password: string): Login {
  let current: Promise<string> | undefined;
  let renewAt = 0;

  return () => {
    if (current === undefined || Date.now() >= renewAt) {
      renewAt = Date.now() + RENEW_MS;
      current = logIn();
    }
    return current;
  };

  async function logIn(): Promise<string> {
    const body = new URLSearchParams({ grant_type: 'password', username, password });
    return ((await json(url, { method: 'POST', body })) as { readonly access_token: string }).access_token;
  }
}

/** The answer, whatever its status: OCC says in a body that an order was not placed. */
export async function json(url: string, init: RequestInit = {}): Promise<unknown> {
  return (await fetch(url, init)).json();
}
