import type { Knockout } from './knockout.ts';

/** Knockout's component registry is page-wide and refuses a second registration of a name. */
export function registerComponent(
  ko: Knockout,
  name: string,
  template: string,
  createViewModel: (params: never) => object,
): void {
  if (ko.components.isRegistered(name)) return;
  ko.components.register(name, { template, viewModel: { createViewModel } });
}

/** Its params as the view-model of a component. They live longer than the component, which may come back. */
export function asItIs<Params extends object>(params: Params): Params & { dispose: () => void } {
  return { ...params, dispose: () => undefined };
}
