import type { ChannelPlace, ConfigurationCheck } from './check.ts';

/** A file with a certificate, and until when it is valid. */
export interface CertificateExpiry {
  readonly file: string;
  readonly setting: string;
  readonly validUntil: Date;
}

/** A key that CyberSource signs its notifications with, and until when, where the configuration says so. */
export interface NotificationKeyExpiry {
  readonly keyId: string;
  readonly validUntil?: Date;
}

/** How long before its end a key becomes a warning: renewing takes people. */
const WARNED_DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

/** @param remedy where a new one comes from */
export function checkCertificate(
  place: ChannelPlace,
  id: string,
  { file, setting, validUntil }: CertificateExpiry,
  { now, remedy }: { readonly now: Date; readonly remedy: string },
): ConfigurationCheck {
  const end = endOf(validUntil, now);
  const about = { ...place, id, setting };
  if (end === undefined) return { ...about, status: 'ok' };
  return { ...about, status: end.status, problem: `The certificate in certs/${file} ${end.words}.`, remedy };
}

/** Without notifications there is nothing to look at. */
export function checkNotificationKeys(
  keys: readonly NotificationKeyExpiry[],
  now: Date,
): readonly ConfigurationCheck[] {
  return keys.map(({ keyId, validUntil }) => {
    const about = { id: 'notification-key', setting: 'NOTIFICATIONS_KEYS' };
    if (validUntil === undefined) {
      return {
        ...about,
        status: 'warning',
        setting: 'NOTIFICATIONS_KEYS_EXPIRE',
        problem: `Until when CyberSource signs with the notification key ${keyId} is not known.`,
        remedy: `CyberSource told it when the key was made (expirationDate): set NOTIFICATIONS_KEYS_EXPIRE to ${keyId}:<yyyy-mm-dd>.`,
      };
    }
    const end = endOf(validUntil, now);
    if (end === undefined) return { ...about, status: 'ok' };
    return {
      ...about,
      status: end.status,
      problem: `The notification key ${keyId} ${end.words}: after that no notification is believed.`,
      remedy:
        'Make a new key at CyberSource, and list it in NOTIFICATIONS_KEYS beside the old one until the new one is in use.',
    };
  });
}

/** Undefined while there is time. */
function endOf(
  validUntil: Date,
  now: Date,
): { readonly status: 'warning' | 'fault'; readonly words: string } | undefined {
  const days = Math.floor((validUntil.getTime() - now.getTime()) / DAY_MS);
  const date = validUntil.toISOString().slice(0, 10);
  if (days < 0) return { status: 'fault', words: `expired on ${date}` };
  return days <= WARNED_DAYS
    ? { status: 'warning', words: `expires on ${date}, in ${days} days` }
    : undefined;
}
