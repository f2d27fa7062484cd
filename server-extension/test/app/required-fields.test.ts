import { expect } from 'chai';
import { paymentMethods } from '../../src/methods/methods.ts';
import { declareRoutes } from '../../src/routes/routes.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { createOrderManagement, type OrderManagement } from '../builders/order-management.ts';

interface Schema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Fields that a body has to have, also those of objects in it: `amount.minor`. */
function requiredIn(schema: Schema, definitions: Schema['$defs'] = schema.$defs): readonly string[] {
  const { required = [], properties = {}, $ref } = schema;
  if ($ref !== undefined) return requiredIn(definitions?.[$ref.replace('#/$defs/', '')] ?? {}, definitions);
  return required.flatMap((name) => [
    name,
    ...requiredIn(properties[name] ?? {}, definitions).map((inner) => `${name}.${inner}`),
  ]);
}

function without(body: unknown, field: string): object {
  const copy = structuredClone(body) as Record<string, unknown>;
  const [first = '', ...rest] = field.split('.');
  if (rest.length === 0) Reflect.deleteProperty(copy, first);
  else copy[first] = without(copy[first], rest.join('.'));
  return copy;
}

/** What order managements and operators send, with an example of each. */
const bodies = declareRoutes(paymentMethods).flatMap(({ caller, method, path, body }) => {
  if (method !== 'POST' || body === undefined || !['oms', 'operator'].includes(caller)) return [];
  const schema = body.schema().toJSONSchema({ io: 'input', unrepresentable: 'any' }) as Schema;
  const [example] = Object.values(body.examples ?? {});
  return requiredIn(schema).map((field) => ({ path, field, example }));
});

describe('A request without a field that it has to have', () => {
  let machine: BetweenSandboxes;
  let oms: OrderManagement;

  before(async () => {
    machine = await startBetweenSandboxes();
    oms = await createOrderManagement(machine, 'o-required-');
  });
  after(() => machine.close());

  it('is tried for every operation that has any', () => {
    const paths = new Set(bodies.map(({ path }) => path));
    expect([...paths]).to.include.members([
      '/capture',
      '/refund',
      '/void',
      '/reduce',
      '/increment',
      '/charge',
    ]);
  });

  for (const { path, field, example } of bodies)
    it(`is answered with 400, code, field and text: ${path} without ${field}`, async () => {
      const { status, json } = await oms.call(path, without(example, field));
      expect(status).to.equal(400);
      const named = (json['errors'] as readonly Readonly<Record<string, string>>[]).filter(
        (error) => error['field'] === field || error['field']?.startsWith(`${field}.`) === true,
      );
      expect(named.map(({ code }) => code)).to.include('missing-field');
      expect(named[0]?.['message']).to.match(/\w/);
      expect(
        machine.cybersource.control.calls().filter((call) => JSON.stringify(call).includes('/pts/')),
      ).to.deep.equal([]);
    });
});
