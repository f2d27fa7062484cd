import { Problem } from '../../../domain/problem.ts';
import type { GatewayAccount } from '../../../domain/settings.ts';
import { type ChannelPlace, type ConfigurationCheck, failureOf, wordsOf } from './check.ts';
import { type CertificateExpiry, checkCertificate } from './expiry.ts';

/** Rules of the gateway's settings about what signs and encrypts. */
export const SIGNING_RULES: ReadonlySet<string> = new Set([
  'channel',
  'host',
  'merchant-id',
  'key-id',
  'secret',
  'key-file',
  'message-encryption',
]);

export interface AccountCheckDeps {
  /** One signed call that moves nothing. Rejects with a Problem that says what is wrong. */
  readonly reachGateway: (account: GatewayAccount, deadlineMs: number) => Promise<void>;
  /** The host of the same API for the other kind of account, test or live; undefined where there is none. */
  readonly otherHostOf: (host: string) => string | undefined;
  readonly certificatesOf: (account: GatewayAccount) => Promise<readonly CertificateExpiry[]>;
  readonly deadlineMs: number;
  readonly now: () => Date;
}

const NEW_KEY =
  'Make a new one in Business Center (Payment Configuration > Key Management), put it into server-extension/certs, and deploy.';

/** Key files with their certificates, and one call to CyberSource with the account's own key. */
export async function checkAccount(
  place: ChannelPlace,
  account: GatewayAccount,
  deps: AccountCheckDeps,
): Promise<readonly ConfigurationCheck[]> {
  try {
    const certificates = await deps.certificatesOf(account);
    return [
      ...certificates.map((certificate) =>
        checkCertificate(place, 'certificate', certificate, { now: deps.now(), remedy: NEW_KEY }),
      ),
      await checkCredentials(place, account, deps),
    ];
  } catch (error) {
    return [keyFileFault(place, error)];
  }
}

/** A key file that cannot be opened, or settings that cannot be read. */
export function keyFileFault(place: ChannelPlace, error: unknown): ConfigurationCheck {
  const problem = wordsOf(error);
  return {
    ...place,
    id: problem.startsWith('Gateway setting') ? 'value' : 'key-file',
    status: 'fault',
    // Problems of key files name theirs in parentheses; others begin with it.
    setting: /setting (\w+)/.exec(problem)?.[1] ?? 'keyFileName',
    problem,
    remedy: 'Correct the setting, or put the right file into server-extension/certs and deploy again.',
  };
}

async function checkCredentials(
  place: ChannelPlace,
  account: GatewayAccount,
  { reachGateway, otherHostOf, deadlineMs }: AccountCheckDeps,
): Promise<ConfigurationCheck> {
  const about = { ...place, id: 'credentials' };
  const reached = await failureOf(reachGateway(account, deadlineMs));
  if (reached === undefined) return { ...about, status: 'ok' };
  if (!isRefusal(reached)) {
    return {
      ...place,
      id: 'reachability',
      status: 'fault',
      setting: 'runEnvironment',
      problem: `${wordsOf(reached)} Host: ${account.host}.`,
      remedy:
        'Check that the host is listed in whitelistUrls of the extension’s package.json and that OCC’s servers may call it.',
    };
  }
  const other = otherHostOf(account.host);
  if (
    other !== undefined &&
    (await failureOf(reachGateway({ ...account, host: other }, deadlineMs))) === undefined
  ) {
    return {
      ...about,
      id: 'host',
      status: 'fault',
      setting: 'runEnvironment',
      problem: `${account.host} does not know these keys, and ${other} does: keys belong to one of them.`,
      remedy: `Set runEnvironment to ${other}, or enter the keys of ${account.host}.`,
    };
  }
  const isKeyFile = account.credential.kind === 'certificate-jwt';
  return {
    ...about,
    status: 'fault',
    setting: isKeyFile ? 'merchantID, keyFileName, keyAlias' : 'merchantID, merchantKeyId, merchantsecretKey',
    problem: `CyberSource at ${account.host} does not accept this merchant with this key: one of them is wrong, or the key has expired.`,
    remedy: isKeyFile
      ? 'Check the merchant ID, and that the certificate belongs to it and is active in Business Center.'
      : 'Check the merchant ID, and enter key ID and shared secret of one active key of it (Business Center: Payment Configuration > Key Management).',
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof Problem && /HTTP 40[13]/.test(error.message);
}
