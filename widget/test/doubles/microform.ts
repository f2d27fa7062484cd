import type { Microform, MicroformField } from '../../src/methods/card/microform/flex.ts';
import type { MicroformSession } from '../../src/methods/card/microform/hosted-card-fields.ts';

/** One of CyberSource's fields, played by the test. */
export interface PlayedField extends MicroformField<string> {
  readonly log: string[];
  emit(event: string, data?: unknown): void;
}

function playedField(): PlayedField {
  const listeners = new Map<string, (data: never) => void>();
  const log: string[] = [];
  return {
    log,
    emit: (event, data) => listeners.get(event)?.(data as never),
    load: (host) => void log.push(`load ${host}`),
    focus: () => void log.push('focus'),
    update: ({ description }) => void log.push(`describe ${description}`),
    dispose: () => void log.push('dispose'),
    on: (event: string, listener: (data: never) => void) => void listeners.set(event, listener),
  };
}

export interface PlayedSession extends MicroformSession<string> {
  readonly fields: Readonly<Record<'number' | 'securityCode', PlayedField>>;
  /** How `createToken` answers. */
  answer: Parameters<Microform<string>['createToken']>[1] extends (...args: infer Args) => void
    ? Args
    : never;
  readonly asked: unknown[];
}

export function playedSession(expiresAt: number): PlayedSession {
  const session: PlayedSession = {
    fields: { number: playedField(), securityCode: playedField() },
    sealed: { captureContext: `context until ${expiresAt}`, cipher: { encrypted: 'e', iv: 'i' } },
    expiresAt,
    accepted: 'VISA,MASTERCARD',
    answer: [null, 'token'],
    asked: [],
    microform: {
      createField: () => session.fields.number,
      createToken: (options, done) => {
        session.asked.push(options);
        done(...session.answer);
      },
    },
  };
  return session;
}
