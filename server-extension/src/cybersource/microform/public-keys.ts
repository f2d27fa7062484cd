import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { rsaJwk, toPublicKey } from './rsa-key.ts';
import type { Transport } from '../client/transport.ts';

/** CyberSource's public key with that id; undefined when CyberSource has none, or does not say. */
export type PublicKeyFor = (host: string, keyId: string) => Promise<KeyObject | undefined>;

const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;
/** How long a key that could not be had is not asked for again. */
const MISS_LIFETIME_MS = 10_000;
const DEADLINE_MS = 4_000;
const KEYS_MAX = 50;

const KEY_ID = /^[\w-]{1,64}$/;

interface Lookup {
  readonly key: Promise<KeyObject | undefined>;
  staleAt: number;
}

/**
 * CyberSource: `GET /flex/v2/public-keys/{kid}`, the keys that sign capture contexts. Kept for a day; a caller that asks while
 * one is being fetched waits for that answer.
 */
export function createPublicKeys(transport: Transport, now: () => Date): PublicKeyFor {
  const lookups = new LRUCache<string, Lookup>({ max: KEYS_MAX });

  function startLookup(host: string, keyId: string): Lookup {
    const lookup: Lookup = { key: fetchKey(transport, host, keyId), staleAt: Infinity };
    void lookup.key.then((key) => {
      lookup.staleAt = now().getTime() + (key ? KEY_LIFETIME_MS : MISS_LIFETIME_MS);
    });
    return lookup;
  }

  return (host, keyId) => {
    if (!KEY_ID.test(keyId)) return Promise.resolve(undefined);
    const name = `${host}/${keyId}`;
    const known = lookups.get(name);
    if (known !== undefined && now().getTime() < known.staleAt) return known.key;
    const lookup = startLookup(host, keyId);
    lookups.set(name, lookup);
    return lookup.key;
  };
}

/** Never rejects. */
async function fetchKey(transport: Transport, host: string, keyId: string): Promise<KeyObject | undefined> {
  const path = `/flex/v2/public-keys/${keyId}`;
  const headers = { accept: 'application/json' };
  const reply = await transport.exchange(
    { method: 'GET', host, path, headers, repeatable: true },
    DEADLINE_MS,
  );
  if (reply.kind !== 'answered' || reply.status !== 200) return undefined;
  try {
    return toPublicKey(rsaJwk().parse(JSON.parse(reply.text)));
  } catch {
    return undefined;
  }
}
