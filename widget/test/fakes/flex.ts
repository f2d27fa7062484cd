import { type FakeField, fakeField } from './microform.ts';

/** CyberSource's browser library as a fake, which a page has once its script has run. */
export interface FakeFlex {
  readonly fields: Readonly<Record<'number' | 'securityCode', FakeField>>;
  /** The capture contexts that it was made with, and the options of each form. */
  readonly contexts: string[];
  readonly options: object[];
  /** The fields that were created, with their options. */
  readonly created: (readonly [string, object])[];
  /** What the next token is. */
  token: string;
  install(): void;
  remove(): void;
}

export function fakeFlex(): FakeFlex {
  const fields = { number: fakeField(), securityCode: fakeField() };
  const flex: FakeFlex = {
    fields,
    contexts: [],
    options: [],
    created: [],
    token: 'token',
    install: () => {
      Object.assign(globalThis, { Flex });
    },
    remove: () => {
      Reflect.deleteProperty(globalThis, 'Flex');
    },
  };

  class Flex {
    constructor(captureContext: string) {
      flex.contexts.push(captureContext);
    }
    microform(type: string, options: object): object {
      if (type !== 'card') throw new Error(`No form of ${type}`);
      flex.options.push(options);
      return {
        createField: (name: keyof typeof fields, own: object) => {
          flex.created.push([name, own]);
          return fields[name];
        },
        createToken: (_expiry: object, done: (error: null, token: string) => void) => {
          done(null, flex.token);
        },
      };
    }
  }
  return flex;
}
