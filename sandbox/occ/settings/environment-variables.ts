import { z } from 'zod';
import { OccProblem } from '../http/problem.ts';

/** A variable that extensions find in `process.env`. OCC: extension environment variables. */
export interface EnvironmentVariable {
  readonly id: string;
  readonly name: string;
  value: string;
  /** For preview servers; the same as `value` unless it was given. */
  previewValue: string;
}

/**
 * A value as OCC's form or an API client sends it. A process only knows text: a list becomes its entries with commas
 * between them, as anywhere where JavaScript turns one into text.
 */
export const VariableValue = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()]))])
  .transform(String);

/** The tenant's variables. A server reads them when it starts. */
export interface EnvironmentVariables {
  list(): readonly EnvironmentVariable[];
  require(id: string): EnvironmentVariable;
  create(variable: { name: string; value: string; previewValue?: string | undefined }): EnvironmentVariable;
  remove(id: string): void;
}

export function createEnvironmentVariables(initial: Readonly<Record<string, string>>): EnvironmentVariables {
  const variables = new Map<string, EnvironmentVariable>();
  let sequence = 100_001;

  function create(given: {
    name: string;
    value: string;
    previewValue?: string | undefined;
  }): EnvironmentVariable {
    if (!/^[A-Za-z_]\w*$/.test(given.name))
      throw new OccProblem(400, `${given.name} is no name for a variable.`);
    if ([...variables.values()].some(({ name }) => name === given.name)) {
      throw new OccProblem(400, `There is a variable ${given.name} already.`);
    }
    const variable = { ...given, id: String(sequence++), previewValue: given.previewValue ?? given.value };
    variables.set(variable.id, variable);
    return variable;
  }

  function require(id: string): EnvironmentVariable {
    const found = variables.get(id);
    if (found === undefined) throw new OccProblem(404, `There is no variable ${id}.`);
    return found;
  }

  for (const [name, value] of Object.entries(initial)) create({ name, value });

  return {
    list: () => [...variables.values()],
    require,
    create,
    remove(id) {
      variables.delete(require(id).id);
    },
  };
}
