import { expect } from 'chai';
import fc from 'fast-check';
import {
  mayDo,
  type Operator,
  operatorRights,
  type OperatorRoles,
  parseOperatorRoles,
} from '../../src/domain/operator.ts';
import { settings } from '../../../gateway-settings/settings.ts';

const user = (...roles: readonly string[]): Operator => ({
  kind: 'user',
  name: 'clerk',
  roles: new Set(roles),
});
const application = (name: string): Operator => ({ kind: 'application', name, roles: new Set() });
const roles = (text: string): OperatorRoles => parseOperatorRoles(text) ?? expect.fail(text);

describe('Rights of operators', () => {
  it('belong to every operator while no role is mapped', () => {
    for (const right of operatorRights) {
      expect(mayDo(user(), right, roles(''))).to.equal(true);
      expect(mayDo(application('oms'), right, roles(' '))).to.equal(true);
    }
  });

  it('are those that an entry names, and no right includes another one', () => {
    const mapped = roles(
      'adminRole: read move-money decide-reviews, csAgentRole:read,moneyRole : move-money',
    );
    expect(operatorRights.map((right) => mayDo(user('adminRole'), right, mapped))).to.deep.equal([
      true,
      true,
      true,
    ]);
    expect(operatorRights.map((right) => mayDo(user('csAgentRole'), right, mapped))).to.deep.equal([
      true,
      false,
      false,
    ]);
    expect(operatorRights.map((right) => mayDo(user('moneyRole'), right, mapped))).to.deep.equal([
      false,
      true,
      false,
    ]);
    expect(
      operatorRights.map((right) => mayDo(user('moneyRole', 'csAgentRole'), right, mapped)),
    ).to.deep.equal([true, true, false]);
    expect(operatorRights.map((right) => mayDo(user('otherRole'), right, mapped))).to.deep.equal([
      false,
      false,
      false,
    ]);
  });

  it('of an application are those of its own entry, else of the entry for every application, never of a role', () => {
    const mapped = roles('application: read, application/oms-1: read move-money, oms-2: move-money');
    expect(mayDo(application('oms-1'), 'move-money', mapped)).to.equal(true);
    expect(mayDo(application('oms-2'), 'read', mapped)).to.equal(true);
    expect(mayDo(application('oms-2'), 'move-money', mapped)).to.equal(false);
    expect(mayDo(application('oms-2'), 'read', roles('adminRole: read'))).to.equal(false);
  });

  it('of an application belong to no user, whatever the role is called', () => {
    const mapped = roles('application: move-money, application/oms-1: move-money');
    expect(mayDo(user('application'), 'move-money', mapped)).to.equal(false);
    expect(mayDo(user('application/oms-1'), 'move-money', mapped)).to.equal(false);
  });

  const NONSENSE = [
    'adminRole',
    'adminRole:',
    ': read',
    'adminRole: write',
    'a: read, a: move-money',
    'a b: read',
    'a: read; b: read',
  ];
  for (const text of NONSENSE) {
    it(`are not guessed from “${text}”`, () => {
      expect(parseOperatorRoles(text)).to.equal(undefined);
    });
  }

  it('are read from whatever OCC lets an administrator save', () => {
    const setting = settings.find(({ id }) => id === 'operatorRoles');
    const pattern = new RegExp(setting && 'pattern' in setting ? setting.pattern : '(?!)');
    const name = fc.constantFrom('adminRole', 'csAgentRole', 'application', 'application/oms-1', '10001');
    const entry = fc.tuple(
      name,
      fc.array(fc.constantFrom(...operatorRights), { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(entry, { minLength: 1, selector: ([each]) => each }), (entries) => {
        const text = entries.map(([each, rights]) => `${each}: ${rights.join(' ')}`).join(', ');
        expect(text).to.match(pattern);
        expect([...roles(text)].map(([each, rights]) => [each, [...rights]])).to.deep.equal(
          entries.map(([each, rights]) => [each, [...new Set(rights)]]),
        );
      }),
    );
    for (const text of NONSENSE.filter((each) => !each.startsWith('a: read, a')))
      expect(text).not.to.match(pattern);
  });
});
