/** A field, seen from the page: a container, a frame in it, and events. */
import type { MicroformCaptureContext } from './capture-context.ts';
import { requireElement, takeContainer, type Container } from './container.ts';
import { createEmitter, type EventName, type Listener } from './emitter.ts';
import { insertFrame, type FrameElement } from './frame-element.ts';
import { microformError, MicroformFailure } from './microform-error.ts';
import {
  readFieldOptions,
  type MicroformFieldOptions,
  type MicroformFieldStyles,
  type FieldType,
  type TokenOptions,
} from './options.ts';
import { randomId } from './random-id.ts';
import type { FrameMessageOf, FrameEvent } from './frame-message.ts';
import { createTokenRequests } from './token-requests.ts';

/** A field, as pages use it. */
export interface Field {
  load(target: string | HTMLElement): void;
  unload(): void;
  /** Unloads and forgets the field: another of its type may then be created. */
  dispose(): void;
  focus(): void;
  clear(): void;
  update(options: unknown): void;
  on(event: EventName, listener: Listener): void;
  off(event: EventName, listener: Listener): void;
}

/** A field, as its microform sees it. */
export interface OwnedField {
  readonly type: FieldType;
  readonly api: Field;
  isLoaded(): boolean;
  tokenize(options: TokenOptions, fields: FieldType[]): Promise<string>;
}

/** What a field is part of. */
export interface FieldOwner {
  readonly microformId: string;
  readonly context: MicroformCaptureContext;
  readonly styles: MicroformFieldStyles;
  readonly onDispose: () => void;
}

/** Creates a field that is not loaded yet. */
export function createField(type: FieldType, given: unknown, owner: FieldOwner): OwnedField {
  const { microformId, context, styles, onDispose } = owner;
  const events = createEmitter();
  const requests = createTokenRequests();
  let options = readFieldOptions(given);
  let shown:
    { container: Container; frame: FrameElement; sent: MicroformFieldOptions; loaded: boolean } | undefined;

  function receive(telegram: FrameMessageOf<FrameEvent>): void {
    if (!shown) return;
    const { container, frame } = shown;
    switch (telegram.event) {
      case 'ready':
        frame.send({ event: 'connect', data: null });
        break;
      case 'token':
      case 'tokenError':
        requests.settle(telegram);
        break;
      case 'error':
        events.emit('error', new MicroformFailure(telegram.data));
        break;
      case 'load':
        shown.loaded = true;
        // What the page changed while the frame was on its way.
        if (options !== shown.sent) frame.send({ event: 'update', data: options });
        events.emit('load');
        break;
      case 'focus':
      case 'blur':
        container.toggle('focused', telegram.event === 'focus');
        events.emit(telegram.event, telegram.data ?? undefined);
        break;
      case 'change':
        container.toggle('autocomplete', false);
        container.show(telegram.data);
        events.emit('change', telegram.data);
        break;
      case 'autocomplete':
        container.toggle('autocomplete', true);
        events.emit('autocomplete', telegram.data);
        break;
      case 'update':
      case 'inputSubmitRequest':
        events.emit(telegram.event, telegram.data ?? undefined);
        break;
    }
  }

  function unload(): void {
    if (!shown) throw microformError('FIELD_UNLOAD_ERROR');
    shown.frame.remove();
    shown.container.release();
    shown = undefined;
    requests.abandon();
    events.emit('unload');
  }

  const api: Field = {
    on: events.on,
    off: events.off,
    load(target) {
      if (shown) throw microformError('FIELD_ALREADY_LOADED');
      const container = takeContainer(requireElement(target));
      container.toggle('disabled', options.disabled === true);
      const settings = {
        microformId,
        fieldId: randomId(),
        fieldType: type,
        captureContext: context.jwt,
        styles,
        options,
      };
      const frame = insertFrame(container.element, context.microformOrigin, settings, receive);
      shown = { container, frame, sent: options, loaded: false };
    },
    unload,
    dispose() {
      if (shown) unload();
      events.removeAll();
      onDispose();
    },
    focus: () => shown?.frame.send({ event: 'focus', data: null }),
    clear: () => shown?.frame.send({ event: 'clear', data: null }),
    update(changes) {
      const read = readFieldOptions(changes);
      options = { ...options, ...read };
      if (read.disabled !== undefined) shown?.container.toggle('disabled', read.disabled);
      if (shown?.loaded) shown.frame.send({ event: 'update', data: read });
    },
  };

  return {
    type,
    api,
    isLoaded: () => shown?.loaded === true,
    tokenize(tokenOptions, fields) {
      const requestId = randomId();
      shown?.frame.send({ event: 'tokenize', data: { requestId, options: tokenOptions, fields } });
      return requests.answerTo(requestId);
    },
  };
}
