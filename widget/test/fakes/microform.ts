import type { Microform, MicroformField } from '../../src/methods/card/microform/flex.ts';
import type { MicroformSession } from '../../src/methods/card/microform/hosted-card-fields.ts';

/** One of CyberSource's fields, as a fake. */
export interface FakeField extends MicroformField<string> {
  readonly log: string[];
  emit(event: string, data?: unknown): void;
}

export function fakeField(): FakeField {
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

export interface FakeSession extends MicroformSession<string> {
  readonly fields: Readonly<Record<'number' | 'securityCode', FakeField>>;
  /** How `createToken` answers. */
  answer: Parameters<Microform<string>['createToken']>[1] extends (...args: infer Args) => void
    ? Args
    : never;
  readonly asked: unknown[];
}

export function fakeSession(expiresAt: number): FakeSession {
  const session: FakeSession = {
    fields: { number: fakeField(), securityCode: fakeField() },
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
