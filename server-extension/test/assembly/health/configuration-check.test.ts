import { expect } from 'chai';
import { assembleConfigurationCheck } from '../../../src/assembly/health/configuration-check.ts';
import { noOcc } from '../../../src/assembly/workers/sample-delivery.ts';
import { readConfig } from '../../../src/config/config.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';

const now = (): Date => new Date('2026-11-30T12:00:00Z');
const secret = Buffer.alloc(64, 7).toString('base64');

/** What is looked at without OCC, which does not answer here. */
async function check(variables: Readonly<Record<string, string>>) {
  const environment = {
    ATG_SERVER_URL: 'https://occ.test',
    ATG_SERVER_ADMIN_URL: 'https://occ.test',
    ATG_APPLICATION_TOKEN: 'application-key',
    ...variables,
  };
  const never = async (): Promise<never> => expect.fail('It is asked of nobody.');
  const checks = await assembleConfigurationCheck({
    config: readConfig({ environment, version: '1' }),
    methods: paymentMethods,
    occ: noOcc,
    sites: new Proxy({} as never, { get: () => never }),
    reachGateway: never,
    rehearseMandate: never,
    readKeyFile: never,
    journal: createMemoryJournal({ capacity: 10, recoveryTaskOf, now }),
    offsetMs: () => undefined,
    now,
  })();
  return new Map(checks.map((each) => [each.id, each.status]));
}

describe('The check of a configuration, of what the process itself has', () => {
  for (const [what, variables, status] of [
    ['without a secret of webhooks', {}, 'fault'],
    ['with one', { PAYMENTS_SECRET_KEY: secret }, 'ok'],
    [
      'with one of the older kind only',
      { PAYMENTS_SECRET_SHA1_KEY: secret, PAYMENTS_SECRET_ALLOW_SHA1: 'true' },
      'ok',
    ],
  ] as const)
    it(`says ${status} of webhooks ${what}`, async () => {
      expect((await check(variables)).get('webhook-secret')).to.equal(status);
    });

  it('says that OCC’s sites cannot be read', async () => {
    expect((await check({})).get('occ')).to.equal('fault');
  });
});
