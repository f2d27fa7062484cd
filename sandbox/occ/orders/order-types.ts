import { OccProblem } from '../http/problem.ts';

/** A property that an administrator has added to every order. OCC: order types. */
export interface OrderProperty {
  readonly label: string;
  readonly type: 'shortText' | 'richText';
  readonly uiEditorType: 'shortText' | 'richText';
  readonly internalOnly: boolean;
  readonly required: boolean;
}

/** The only order type that OCC has, `order`: its custom properties. */
export interface OrderTypes {
  /** The properties of the type, or a 404. */
  require(id: string): Readonly<Record<string, OrderProperty>>;
  /** Adds properties, or changes those that are there already. */
  update(id: string, properties: Readonly<Record<string, OrderProperty>>): void;
  /** 400 for a property that no order has, or a text that does not fit. */
  requireValue(name: string, value: unknown): string;
}

/** OCC: a short text has 254 characters. */
const SHORT_TEXT_MAX = 254;

export function createOrderTypes(): OrderTypes {
  const added = new Map<string, OrderProperty>();
  const requireType = (id: string): void => {
    if (id !== 'order') throw new OccProblem(404, `There is no order type ${id}.`);
  };
  return {
    require(id) {
      requireType(id);
      return Object.fromEntries(added);
    },
    update(id, properties) {
      requireType(id);
      for (const [name, property] of Object.entries(properties)) added.set(name, property);
    },
    requireValue(name, value) {
      const property = added.get(name);
      if (property === undefined) throw new OccProblem(400, `Orders have no property ${name}.`);
      if (typeof value !== 'string') throw new OccProblem(400, `${name} must be a text.`);
      if (property.type === 'shortText' && value.length > SHORT_TEXT_MAX)
        throw new OccProblem(400, `${name} is longer than ${SHORT_TEXT_MAX} characters.`);
      return value;
    },
  };
}
