/** Reads what the page tells a frame to be. */
import { FIELD_TYPES, isRecord, readFieldOptions, type FieldType } from '../options.ts';
import type { FrameSettings } from '../frame-message.ts';

const ID = /^[0-9a-f]{32}$/;

/**
 * Parses the hash of the frame's address.
 * @throws Error for a hash that the library did not write
 */
export function parseFrameSettings(hash: string): FrameSettings {
  const settings: unknown = JSON.parse(decodeURIComponent(hash.slice(1)));
  if (!isRecord(settings)) throw new Error('The frame was opened without settings.');
  const { microformId, fieldId, fieldType, captureContext, styles, options } = settings;
  if (!isId(microformId) || !isId(fieldId) || !isFieldType(fieldType) || typeof captureContext !== 'string') {
    throw new Error('The frame was opened with settings that are not ours.');
  }
  return {
    microformId,
    fieldId,
    fieldType,
    captureContext,
    styles: readFieldOptions({ styles }).styles ?? {},
    options: readFieldOptions(options),
  };
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

function isFieldType(value: unknown): value is FieldType {
  return (FIELD_TYPES as readonly unknown[]).includes(value);
}
