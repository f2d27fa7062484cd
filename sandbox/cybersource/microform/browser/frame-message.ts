/** What page and frame say to each other. A card number is in no telegram. */
import type { CardMatch } from '../cards/card-brands.ts';
import {
  isRecord,
  type MicroformFieldOptions,
  type MicroformFieldStyles,
  type FieldType,
  type TokenOptions,
} from './options.ts';
import type { ErrorData } from './microform-error.ts';

const CONTENT_TYPE = 'application/x-telegram+json';

/** What a frame learns about itself: from the hash of its address, which no server sees. */
export interface FrameSettings {
  readonly microformId: string;
  readonly fieldId: string;
  readonly fieldType: FieldType;
  readonly captureContext: string;
  readonly styles: MicroformFieldStyles;
  readonly options: MicroformFieldOptions;
}

/** State of a field, as its `change` event carries it. */
export interface FieldState {
  readonly valid: boolean;
  readonly couldBeValid: boolean;
  readonly empty: boolean;
  /** Brands that the number could belong to; on the number field only. */
  readonly card?: readonly CardMatch[];
}

/** From the page to a frame. */
export interface FrameCommand {
  /** Answer to `ready`: the browser vouches for the page's origin. */
  connect: null;
  focus: null;
  clear: null;
  update: MicroformFieldOptions;
  tokenize: { requestId: string; options: TokenOptions; fields: FieldType[] };
}

/** From a frame to the page. */
export interface FrameEvent {
  ready: null;
  load: null;
  focus: null;
  blur: { focusShift?: 'previous' | 'next' };
  change: FieldState;
  update: MicroformFieldOptions;
  autocomplete: Record<string, string>;
  inputSubmitRequest: null;
  error: ErrorData;
  token: { requestId: string; token: string };
  tokenError: { requestId: string; error: ErrorData };
}

/** One message with its data, tagged by event. */
export type FrameMessageOf<Events> = {
  [E in keyof Events]: { readonly event: E; readonly data: Events[E] };
}[keyof Events];

/** Wraps a telegram for `postMessage`. `channel` is the field's id. */
export function seal<Events>(channel: string, telegram: FrameMessageOf<Events>): unknown {
  return { contentType: CONTENT_TYPE, channel, ...telegram };
}

/** The telegram in a message of that channel, if it is one. Sender and origin are the caller's to check. */
export function unseal<Events>(channel: string, message: unknown): FrameMessageOf<Events> | undefined {
  const isOurs =
    isRecord(message) && message['contentType'] === CONTENT_TYPE && message['channel'] === channel;
  return isOurs ? (message as FrameMessageOf<Events>) : undefined;
}
