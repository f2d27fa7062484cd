/** Events of a field. */
import { microformError } from './microform-error.ts';

/** Events that a page can subscribe to. */
export const EVENTS = [
  'autocomplete',
  'blur',
  'change',
  'error',
  'focus',
  'inputSubmitRequest',
  'load',
  'unload',
  'update',
] as const;

/** Name of an event. */
export type EventName = (typeof EVENTS)[number];

/** A page's listener; what it receives depends on the event. */
export type Listener = (data?: unknown) => void;

/** Keeps listeners and calls them. */
export interface Emitter {
  readonly on: (event: EventName, listener: Listener) => void;
  readonly off: (event: EventName, listener: Listener) => void;
  emit(event: EventName, data?: unknown): void;
  removeAll(): void;
}

/** An emitter without listeners. */
export function createEmitter(): Emitter {
  const listeners = new Map<EventName, Listener[]>();

  return {
    on(event, listener) {
      if (!EVENTS.includes(event)) throw microformError('FIELD_SUBSCRIBE_UNSUPPORTED_EVENT');
      if (typeof listener !== 'function') throw microformError('FIELD_SUBSCRIBE_INVALID_CALLBACK');
      listeners.set(event, [...(listeners.get(event) ?? []), listener]);
    },
    off(event, listener) {
      const others = (listeners.get(event) ?? []).filter((other) => other !== listener);
      listeners.set(event, others);
    },
    emit(event, data) {
      for (const listener of listeners.get(event) ?? []) listener(data);
    },
    removeAll: () => {
      listeners.clear();
    },
  };
}
