import type { Config } from '../config/config.ts';
import { type AdmitAttempt, createAdmitAttempt } from '../limits/attempts.ts';
import {
  type ClientAddress,
  type ClientNetwork,
  createClientAddress,
  createClientNetwork,
} from '../limits/client-network.ts';
import { createRequestLimit, type RequestLimit } from '../limits/requests.ts';
import { createShield } from '../limits/shield.ts';
import type { Log } from '../log.ts';
import { openCounters } from './open-counters.ts';

export interface Limits {
  readonly clientNetwork: ClientNetwork;
  readonly clientAddress: ClientAddress;
  readonly requestLimit: RequestLimit;
  readonly admitAttempt: AdmitAttempt;
  end(): Promise<void>;
}

/** What keeps machines that try stolen cards away, with the counters that all of it shares. */
export function assembleLimits(
  config: Pick<Config, 'clientAddress' | 'journal' | 'sealingSecret'>,
  now: () => Date,
  log: Log,
): Limits {
  const { counterFor, end } = openCounters(config.journal);
  const clientNetwork = createClientNetwork(config.clientAddress, () => {
    log('warning', 'proxy-not-configured', { setting: 'CLIENT_ADDRESS_HEADER' });
  });
  const shield = createShield({
    counterFor,
    now,
    onTurn: (site, turned) => {
      log(turned === 'up' ? 'error' : 'info', `shield-${turned}`, { site });
    },
  });
  return {
    clientNetwork,
    clientAddress: createClientAddress(config.clientAddress),
    requestLimit: createRequestLimit(counterFor, clientNetwork),
    admitAttempt: createAdmitAttempt({ counterFor, shield, secret: config.sealingSecret }),
    end,
  };
}
