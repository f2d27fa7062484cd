import { randomUUID } from 'node:crypto';
import type { Credential, GatewayAccount, KeyFile } from '../../domain/settings.ts';
import { LRUCache } from 'lru-cache';
import { type Credentials, openCredentials } from './credentials.ts';
import type { KeyFiles } from '../keys/key-files.ts';
import type { ComposedCall, Operations } from './operations.ts';
import { type ComparedTime, compareTime, type ObserveServerDate } from './server-date.ts';
import type { Download, TransportResult, Transport } from './transport.ts';
import { sha256 } from '../../domain/sha256.ts';
import { present } from '../../domain/present.ts';

/** Speaks to CyberSource for one merchant account with one key. */
export interface Client {
  /**
   * Signs the composed call and sends it: once, if it can move money; another one once more where it was refused because
   * our clock was wrong, or its connection broke. Rejects only with a Problem `not-configured`, when the account's key
   * cannot be used: nothing was sent then.
   */
  send(
    compose: (operations: Operations) => ComposedCall,
    deadlineMs: number,
    download?: Download,
  ): Promise<TransportResult>;
}

export type ClientFor = (account: GatewayAccount) => Client;

export interface ClientDeps {
  readonly transport: Transport;
  readonly keyFiles: KeyFiles;
  readonly userAgent: string;
  readonly now: () => Date;
  readonly observeServerDate?: ObserveServerDate;
  readonly observeCall?: ObserveCall;
  readonly traceCall?: TraceCall;
}

/**
 * Makes a call as a step of the trace under way, under the name of its operation, with the headers that tell the trace to
 * CyberSource; without a trace there are none.
 */
export type TraceCall = (
  template: string,
  call: (headers: Readonly<Record<string, string>>) => Promise<TransportResult>,
) => Promise<TransportResult>;

/** Gets every call once it has ended: its path without ids, what came back, and how long that took. */
export type ObserveCall = (template: string, reply: TransportResult, seconds: number) => void;

const CLIENTS_MAX = 200;

/**
 * One client for each host, merchant and key. A changed key makes a new one and calls under way end with the old, so
 * two merchants, or two keys of one, never mix.
 */
export function createClients(deps: ClientDeps): ClientFor {
  const clients = new LRUCache<string, Client, GatewayAccount>({
    max: CLIENTS_MAX,
    memoMethod: (_identity, _stale, { context: account }) => createClient(account, deps, time),
  });
  const time = deps.observeServerDate && compareTime(deps.transport, deps.observeServerDate);
  // Settings are kept between payments, and identifying an account costs two hashes.
  const known = new WeakMap<GatewayAccount, Client>();
  return (account) => {
    const client = known.get(account) ?? clients.memo(identify(account), { context: account });
    known.set(account, client);
    return client;
  };
}

function identify(account: GatewayAccount): string {
  const { host, merchantId, credential, messageEncryption, encryptionCertificate, responseKey } = account;
  return JSON.stringify([
    host,
    merchantId,
    identifyCredential(credential),
    messageEncryption,
    encryptionCertificate,
    responseKey && identifyKeyFile(responseKey),
  ]);
}

function identifyCredential(credential: Credential): readonly string[] {
  return credential.kind === 'certificate-jwt'
    ? [credential.kind, ...identifyKeyFile(credential)]
    : [credential.kind, credential.keyId, versionOf(credential.secret.reveal())];
}

function identifyKeyFile({ keyFileName, keyAlias, keyPassword }: KeyFile): readonly string[] {
  return [keyFileName, keyAlias, versionOf(keyPassword.reveal())];
}

function versionOf(secret: string): string {
  return sha256(secret, 'base64');
}

const untraced: TraceCall = (_template, call) => call({});

function createClient(
  account: GatewayAccount,
  { transport, keyFiles, userAgent, now, observeCall, traceCall = untraced }: ClientDeps,
  time: ComparedTime | undefined,
): Client {
  const { host } = account;
  let parts: Promise<readonly [Credentials, Operations]> | undefined;

  /** By the first call: a start needs neither the key nor the SDK. What failed is tried again: the file may have been added since. */
  function opened(): Promise<readonly [Credentials, Operations]> {
    parts ??= open().catch((error: unknown) => {
      parts = undefined;
      throw error;
    });
    return parts;
  }

  async function open(): Promise<readonly [Credentials, Operations]> {
    const credentials = await openCredentials(account, keyFiles);
    const { createOperations } = await import('./operations.ts');
    return [credentials, createOperations(account)];
  }

  return {
    async send(compose, deadlineMs, download) {
      const startedAt = performance.now();
      const [{ sign, encryption }, operations] = await opened();
      const call = compose(operations);
      if (call.movesMoney) await time?.requireCompared(host);
      const sealing = call.encryptable ? encryption : undefined;
      const { method, path, accept, contentType } = call;
      const plain = call.body && JSON.stringify(call.body);
      const sealed = sealing && plain !== undefined ? await sealing.encrypt(plain, now()) : plain;
      const body = sealed !== undefined && { body: sealed };
      const responseKey = sealing?.responseKeyId !== undefined && { responseKeyId: sealing.responseKeyId };
      const type = sealed !== undefined && { 'content-type': contentType };

      function exchange(traced: Readonly<Record<string, string>>): Promise<TransportResult> {
        const proof = sign({ method, host, path, ...body, ...responseKey }, now(), randomUUID());
        const headers = { ...call.headers, ...proof, accept, ...type, ...traced, 'user-agent': userAgent };
        const left = deadlineMs - Math.floor(performance.now() - startedAt);
        return transport.exchange(
          {
            method,
            host,
            path,
            headers,
            ...body,
            repeatable: call.repeatable,
            ...present({ download }),
          },
          left,
        );
      }

      const first = await traceCall(call.template, exchange);
      const wasWrong = first.kind === 'answered' && time?.observe(first.date) === true;
      // A 401 may be about a copy of the call, the first of which was carried out: what moves money is sent once.
      const reply =
        wasWrong && first.status === 401 && !call.movesMoney
          ? await traceCall(call.template, exchange)
          : first;
      observeCall?.(call.template, reply, (performance.now() - startedAt) / 1000);
      return sealing ? sealing.decrypt(reply) : reply;
    },
  };
}
