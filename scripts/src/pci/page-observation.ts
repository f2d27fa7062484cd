/** A payment page as a browser receives it: its headers, the scripts in its HTML, and their hashes. */
import { hashOf, scriptsIn } from './page-scripts.ts';

/** A script as it is served now. */
export interface ObservedScript {
  readonly script: string;
  /** Undefined when it could not be read. */
  readonly hash?: string;
  readonly integrity?: string;
}

/** What was received. */
export interface PageObservation {
  readonly url: string;
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly scripts: readonly ObservedScript[];
}

/** Reads an address as a browser would. Injected, so that tests can change single bytes. */
export type FetchPage = (url: string) => Promise<Response>;

const TIMEOUT_MS = 20_000;

export const fetchPage: FetchPage = (url) =>
  fetch(url, { headers: { accept: 'text/html,*/*' }, signal: AbortSignal.timeout(TIMEOUT_MS) });

/** Reads the page and every script in it. @throws Error that names the page when it cannot be read. */
export async function observePage(url: string, read: FetchPage = fetchPage): Promise<PageObservation> {
  const page = await read(url).catch((error: unknown) => {
    throw new Error(`${url} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const scripts = await Promise.all(
    scriptsIn(await page.text(), url).map(async ({ script, text, integrity }) => {
      const hash = text === undefined ? await hashAt(script, read) : hashOf(text);
      return { script, ...(hash !== undefined && { hash }), ...(integrity !== undefined && { integrity }) };
    }),
  );
  return { url, status: page.status, headers: Object.fromEntries(page.headers), scripts };
}

/** The hash of what an address serves now; undefined when it serves nothing. */
export async function hashAt(url: string, read: FetchPage = fetchPage): Promise<string | undefined> {
  const response = await read(url).catch(() => undefined);
  if (response?.ok !== true) return undefined;
  return hashOf(new Uint8Array(await response.arrayBuffer()));
}
