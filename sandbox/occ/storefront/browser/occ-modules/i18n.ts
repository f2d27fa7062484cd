/** OCC's `CCi18n`: texts by `namespace:resources.key`, with i18next 1's `__name__` placeholders. */
export interface I18n {
  t(key: string, params?: Readonly<Record<string, unknown>>): string;
  /** Adds a namespace, for instance `ns.cybersource-payment`. */
  addResources(namespace: string, resources: Resources): void;
}

export type Resources = Readonly<Record<string, string>>;

/** An unknown key answers with itself, so that a missing text is seen and not silent. */
export function createI18n(): I18n {
  const namespaces = new Map<string, Resources>();
  return {
    addResources: (namespace, resources) => {
      namespaces.set(namespace, resources);
    },
    t: (key, params = {}) => {
      const [namespace = '', path = ''] = key.split(':');
      const text = namespaces.get(namespace)?.[path.replace(/^resources\./, '')];
      return text === undefined ? key : fill(text, params);
    },
  };
}

function fill(text: string, params: Readonly<Record<string, unknown>>): string {
  return text.replace(/__(\w+?)__/g, (whole, name: string) =>
    name in params ? String(params[name]) : whole,
  );
}
