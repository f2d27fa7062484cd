/** CyberSource's own client library for tests that call its API classes. */
import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { testrest } from './authentication/signer.ts';

/** What a call of the library came to. */
export interface LibraryAnswer {
  readonly status: number | undefined;
  /** The model that the library made of the answer. */
  readonly data: unknown;
  readonly text: string;
}

interface LibraryError {
  readonly status?: number;
  readonly message?: string;
  readonly response?: { readonly text?: string };
}
type Callback = (
  error: LibraryError | null,
  data: unknown,
  response: { status: number; text: string } | null,
) => void;
type Operation = (...input: unknown[]) => void;
type Api = new (configuration: object, client: ApiClient) => Readonly<Record<string, Operation>>;
interface ApiClient {
  downloadFilePath: string;
  acceptHeader: string;
}

// The library comes without types.
const library = createRequire(import.meta.url)('cybersource-rest-client') as Readonly<
  Record<string, unknown>
>;

/** Calls `new Api(configuration, client)[operation](...input, callback)`, as the library's sample programs do. */
export function callLibrary(
  url: string,
  api: string,
  operation: string,
  input: readonly unknown[],
): Promise<LibraryAnswer> {
  return start(url, api, operation, input, '').done;
}

function start(
  url: string,
  api: string,
  operation: string,
  input: readonly unknown[],
  accept: string,
): { readonly file: string; readonly done: Promise<LibraryAnswer> } {
  const Client = library['ApiClient'] as new () => ApiClient;
  const Constructor = library[api] as Api | undefined;
  if (!Constructor) throw new Error(`The library has no ${api}.`);
  const client = new Client();
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'download-')), 'file');
  client.downloadFilePath = file;
  client.acceptHeader = accept;
  const instance = new Constructor(
    {
      authenticationType: 'http_signature',
      runEnvironment: 'apitest.cybersource.com',
      intermediateHost: url,
      merchantID: testrest.merchantId,
      merchantKeyId: testrest.keyId,
      merchantsecretKey: testrest.secret,
      logConfiguration: { enableLog: false },
    },
    client,
  );
  const done = new Promise<LibraryAnswer>((resolve, reject) => {
    const answer: Callback = (error, data, response) => {
      if (!error) resolve({ status: response?.status, data, text: response?.text ?? '' });
      else if (error.status === undefined) reject(new Error(error.message));
      else resolve({ status: error.status, data: undefined, text: error.response?.text ?? '' });
    };
    const method = instance[operation];
    if (!method) throw new Error(`${api} has no ${operation}.`);
    method.call(instance, ...input, answer);
  });
  return { file, done };
}

/**
 * The file that a download of the library writes. Version 0.0.83 then fails to log the stream that it has read
 * (“Converting circular structure to JSON”), and its sample programs print that: the file is complete all the same.
 */
export async function downloadWithLibrary(
  url: string,
  api: string,
  operation: string,
  input: readonly unknown[],
  accept: 'application/xml' | 'text/csv',
): Promise<string> {
  const { file, done } = start(url, api, operation, input, accept);
  await done.catch((error: unknown) => {
    if (!String(error).includes('circular')) throw error;
  });
  for (let tries = 0; tries < 50; tries += 1) {
    const text = await readFile(`${file}${accept === 'text/csv' ? '.csv' : '.xml'}`, 'utf8').catch(() => '');
    if (text !== '') return text;
    await setTimeout(20);
  }
  return '';
}

/** One of the library's models, filled. */
export function model(name: string, values: object): object {
  const Constructor = library[name] as (new () => object) | undefined;
  if (!Constructor) throw new Error(`The library has no ${name}.`);
  return Object.assign(new Constructor(), values);
}
