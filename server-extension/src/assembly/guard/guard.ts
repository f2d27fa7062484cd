import type { Config } from '../../config/config.ts';
import { type AdmitAttempt, createAdmitAttempt } from '../../guard/attempt-limits.ts';
import {
  type ClientAddress,
  type ClientNetwork,
  createClientAddress,
  createClientNetwork,
} from '../../guard/client-network.ts';
import { createRequestLimit, type RequestLimit } from '../../guard/request-limits.ts';
import { type CardTestingGuard, createCardTestingGuard } from '../../guard/card-testing-guard.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { openCounters } from './open-counters.ts';

export interface AssembledGuard {
  readonly clientNetwork: ClientNetwork;
  readonly clientAddress: ClientAddress;
  readonly requestLimit: RequestLimit;
  readonly admitAttempt: AdmitAttempt;
  readonly guardedSites: CardTestingGuard['sites'];
  end(): Promise<void>;
}

/** The card-testing guard and the request limits, with the counters that they share. */
export function assembleGuard(
  config: Pick<Config, 'clientAddress' | 'journal' | 'namingSecret'>,
  now: () => Date,
  log: Log,
): AssembledGuard {
  const { counterFor, end } = openCounters(config.journal);
  const clientNetwork = createClientNetwork(config.clientAddress, () => {
    log('client-address.unknown', { setting: 'CLIENT_ADDRESS_HEADER' });
  });
  const cardTestingGuard = createCardTestingGuard({
    counterFor,
    now,
    onTransition: (site, position) => {
      log(position === 'active' ? 'card-testing-guard.activated' : 'card-testing-guard.deactivated', {
        site,
      });
    },
  });
  return {
    clientNetwork,
    clientAddress: createClientAddress(config.clientAddress),
    requestLimit: createRequestLimit(counterFor, clientNetwork),
    admitAttempt: createAdmitAttempt({ counterFor, cardTestingGuard, secret: config.namingSecret }),
    guardedSites: () => cardTestingGuard.sites(),
    end,
  };
}
