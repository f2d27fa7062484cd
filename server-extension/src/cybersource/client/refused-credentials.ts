import type { Credential, GatewayAccount } from '../../domain/settings.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { Client, ClientFor } from './client.ts';

/**
 * The same clients; each call that CyberSource answers with HTTP 401 or 403, whatever it was for, is written down with the
 * site, channel and host whose credentials were refused, and the settings that hold them. No value of a setting.
 */
export function createClientsThatNameRefusals(clientFor: ClientFor, log: Log): ClientFor {
  const known = new WeakMap<GatewayAccount, Client>();
  return (account) => {
    const client = known.get(account) ?? naming(account, clientFor(account), log);
    known.set(account, client);
    return client;
  };
}

function naming(account: GatewayAccount, client: Client, log: Log): Client {
  const { host, credential, configuredFor } = account;
  return {
    ...client,
    async send(compose, deadlineMs, download) {
      const reply = await client.send(compose, deadlineMs, download);
      if (reply.kind === 'answered' && (reply.status === 401 || reply.status === 403)) {
        log('credentials.refused', {
          ...configuredFor,
          host,
          setting: SETTINGS[credential.kind],
          gatewayHttpStatus: reply.status,
          correlationId: reply.correlationId,
        });
      }
      return reply;
    },
  };
}

const SHARED_SECRET = 'merchantID, merchantKeyId, merchantsecretKey, runEnvironment';

/** The gateway settings that say who signs, and where. */
const SETTINGS: Readonly<Record<Credential['kind'], string>> = {
  'http-signature': SHARED_SECRET,
  'shared-secret-jwt': SHARED_SECRET,
  'certificate-jwt': 'merchantID, keyFileName, keyAlias, keyPass, runEnvironment',
};
