/** A microform: at most one field of each type, and the token made from them. */
import type { MicroformCaptureContext } from './capture-context.ts';
import { createField, type Field, type OwnedField } from './field.ts';
import { microformError, pointAt, type MicroformFailure } from './microform-error.ts';
import {
  faultyTokenOptions,
  FIELD_TYPES,
  readFieldOptions,
  type FieldType,
  type TokenOptions,
} from './options.ts';
import { randomId } from './random-id.ts';

/** Receives either an error or a transient token. */
export type TokenCallback = (error: MicroformFailure | null, token?: string) => void;

/** A microform, as pages use it. */
export interface MicroformForm {
  createField(type: FieldType, options?: unknown): Field;
  createToken(options: TokenOptions, callback: TokenCallback): void;
}

/** Creates a microform without fields. `now` is in milliseconds. */
export function createMicroform(
  context: MicroformCaptureContext,
  given: unknown,
  now: () => number,
): MicroformForm {
  const microformId = randomId();
  const { styles = {} } = readFieldOptions(given);
  const fields = new Map<FieldType, OwnedField>();

  async function tokenize(options: TokenOptions): Promise<string> {
    if (context.expiresAt * 1000 <= now()) throw microformError('CAPTURE_CONTEXT_EXPIRED');
    const faulty = faultyTokenOptions(options);
    if (faulty.length > 0)
      throw microformError('CREATE_TOKEN_VALIDATION_PARAMS', { details: pointAt(faulty) });
    if (fields.size === 0) throw microformError('CREATE_TOKEN_NO_FIELDS');
    const loaded = [...fields.values()].filter((field) => field.isLoaded());
    const leader = loaded.find(({ type }) => type === 'number') ?? loaded[0];
    if (!leader) throw microformError('CREATE_TOKEN_NO_FIELDS_LOADED');
    return leader.tokenize(
      options,
      loaded.map(({ type }) => type),
    );
  }

  return {
    createField(type, options) {
      if (!FIELD_TYPES.includes(type)) throw microformError('CREATE_FIELD_INVALID_FIELD_TYPE');
      if (fields.has(type)) throw microformError('CREATE_FIELD_DUPLICATE');
      const onDispose = () => {
        fields.delete(type);
      };
      const field = createField(type, options, { microformId, context, styles, onDispose });
      fields.set(type, field);
      return field.api;
    },
    createToken(options, callback) {
      if (typeof callback !== 'function')
        throw new TypeError('createToken(options, callback) needs a callback');
      tokenize(options).then(
        (token) => {
          callback(null, token);
        },
        (error: unknown) => {
          callback(error as MicroformFailure);
        },
      );
    },
  };
}
