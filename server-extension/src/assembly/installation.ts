import type { Config } from '../config/config.ts';
import type { ClientFor } from '../cybersource/client/client.ts';
import type { Transport } from '../cybersource/client/transport.ts';
import type { CyberSource } from '../cybersource/cybersource.ts';
import type { Route } from '../http/define-route.ts';
import type { PaymentMethod } from '../methods/method/payment-method.ts';
import type { NotificationStore } from '../notifications/ports.ts';
import type { OccApi } from '../occ/api/admin-api.ts';
import type { Journal } from '../payments/ports/journal.ts';
import type { SettingsFor } from '../payments/ports/settings-for.ts';
import type { RoutesDeps } from '../routes/routes.ts';
import type { Log } from '../telemetry/log/log.ts';
import type { AssembleAlertsDeps } from './monitoring/alerts.ts';
import type { Telemetry } from './monitoring/telemetry.ts';
import type { Clock } from './time/clock.ts';

/** What an installation is made of, whatever runs it. */
export interface Installation {
  readonly config: Config;
  readonly log: Log;
  /** The ways to pay, each type once. */
  readonly methods: readonly PaymentMethod[];
  /** How e-mails about alerts leave; inside OCC there are none. */
  readonly createEmailReceiver?: AssembleAlertsDeps['createEmailReceiver'];
  /** Whether the process has warmed up; inside OCC there is nothing to wait for. */
  readonly isWarm?: () => boolean;
}

/** Parts that a test or the simulation puts in the place of the real ones. */
export interface Overrides {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Beside a journal that was put in: where notifications outlive the process. */
  readonly notifications: NotificationStore;
  readonly occ: OccApi;
  readonly settingsFor: SettingsFor;
  /** CyberSource's clients, below everything that speaks its language. */
  readonly clientFor: ClientFor;
  /** The network to CyberSource, below its clients. */
  readonly transport: Transport;
  readonly telemetry: Telemetry;
  /** Ports to CyberSource, above its language. */
  readonly cyberSource: Partial<CyberSource>;
  /** Whatever routes alone work with. */
  readonly routeDeps: Partial<RoutesDeps>;
  /** The routes, instead of all. */
  readonly declared: readonly Route<RoutesDeps>[];
}
