import type { Knockout } from '../../src/knockout/knockout.ts';

interface Registered {
  readonly template: string;
  readonly viewModel: { readonly createViewModel: (params: object) => Readonly<Record<string, unknown>> };
}

/** Knockout with a register of components that the test can look into. Without a browser none of them can be drawn. */
export interface ComponentRegister {
  readonly ko: Knockout;
  readonly registered: Map<string, Registered>;
  /** What the component's template is bound to. */
  open(name: string, params: object): unknown;
}

export function componentRegister(ko: Knockout): ComponentRegister {
  const registered = new Map<string, Registered>();
  const components = {
    isRegistered: (name: string) => registered.has(name),
    register: (name: string, component: Registered) => {
      if (registered.has(name)) throw new Error(`Component ${name} is already registered`);
      registered.set(name, component);
    },
  };
  return {
    ko: { ...ko, components } as unknown as Knockout,
    registered,
    open: (name, params) => {
      const component = registered.get(name);
      if (component === undefined) throw new Error(`No component ${name}`);
      return component.viewModel.createViewModel(params);
    },
  };
}
