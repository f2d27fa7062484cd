/** The page's element around a frame, and the classes by which pages style it. */
import { microformError } from './microform-error.ts';
import type { FieldState } from './frame-message.ts';

const CLASS = 'flex-microform';
const STATES = ['focused', 'valid', 'invalid', 'disabled', 'autocomplete'] as const;

/** State that shows as a class. */
type ContainerState = (typeof STATES)[number];

/** A container in use. */
export interface Container {
  readonly element: HTMLElement;
  toggle(state: ContainerState, on: boolean): void;
  show(field: FieldState): void;
  release(): void;
}

/**
 * Finds the element to load into.
 * @throws MicroformError `FIELD_LOAD_CONTAINER_SELECTOR` or `FIELD_LOAD_INVALID_CONTAINER`
 */
export function requireElement(target: unknown): HTMLElement {
  if (target instanceof HTMLElement) return target;
  if (typeof target !== 'string') throw microformError('FIELD_LOAD_INVALID_CONTAINER');
  const found = document.querySelector(target);
  if (!(found instanceof HTMLElement)) throw microformError('FIELD_LOAD_CONTAINER_SELECTOR');
  return found;
}

/** Takes an element as container. */
export function takeContainer(element: HTMLElement): Container {
  element.classList.add(CLASS);

  function toggle(state: ContainerState, on: boolean): void {
    element.classList.toggle(`${CLASS}-${state}`, on);
  }

  return {
    element,
    toggle,
    show({ valid, couldBeValid, empty }) {
      toggle('valid', valid);
      toggle('invalid', !couldBeValid && !empty);
    },
    release() {
      element.classList.remove(CLASS, ...STATES.map((state) => `${CLASS}-${state}`));
    },
  };
}
