import { expect } from 'chai';
import { breakingChangesText } from '../../src/generated/breaking-changes-page.ts';
import { checkCompatibility, judge } from '../../src/check/compatibility.ts';
import { breakingChanges } from '../../src/compatibility/breaking-changes.ts';
import { type PublicContract, contractOf, withoutWords } from '../../src/compatibility/public-contract.ts';
import { compareVersions, lastReleaseBefore } from '../../src/compatibility/releases.ts';
import { version } from '../../src/program/repository.ts';

describe('Breaking changes of a release', function () {
  // TypeScript compares the types.
  this.timeout(60_000);
  let now: PublicContract;

  before(async () => {
    now = await contractOf(version);
  });

  const found = (change: Partial<PublicContract>): readonly string[] =>
    breakingChanges(now, { ...now, ...change }).map(({ part, change: text }) => `${part}: ${text}`);

  it('are none where nothing has changed', () => {
    expect(breakingChanges(now, structuredClone(now))).to.deep.equal([]);
    expect(Object.keys(now.api.paths).length).to.be.greaterThan(10);
    expect(now.settings.length).to.be.greaterThan(30);
    expect(now.environment.length).to.be.greaterThan(20);
    expect(now.events.length).to.be.greaterThan(20);
    expect(now.types.join('\n')).to.contain('export declare function mountPayment');
  });

  it('are found in every part of the contract', () => {
    const [setting, ...settings] = now.settings;
    const [variable, ...environment] = now.environment;
    const [event, ...events] = now.events;
    const { '/refund': refund, ...paths } = now.api.paths;
    expect(refund).to.not.equal(undefined);
    expect(found({ api: { ...now.api, paths } })).to.deep.equal(['api: POST /refund is gone']);
    expect(found({ settings })).to.deep.equal([`settings: \`${setting!.name}\` is gone`]);
    expect(found({ environment })).to.deep.equal([`environment: \`${variable!.name}\` is gone`]);
    expect(found({ events })).to.deep.equal([`events: \`${event!.name}\` is gone`]);
    expect(found({ types: [] })).to.include('types: `mountPayment` is gone');
  });

  it('are another default, type, option, level or field, and a setting that is required now', () => {
    const changed = (name: string, change: object): readonly string[] =>
      found({ settings: now.settings.map((each) => (each.name === name ? { ...each, ...change } : each)) });
    expect(changed('jwtKeyType', { default: 'P12' })[0]).to.contain(
      'another default: `"SHARED_SECRET"` became `"P12"`',
    );
    expect(changed('jwtKeyType', { type: 'stringType' })[0]).to.contain('another type');
    expect(changed('jwtKeyType', { options: ['P12', 'NEW'] })[0]).to.contain(
      'no `SHARED_SECRET` in its options',
    );
    expect(changed('keyAlias', { required: true })[0]).to.contain('is required now');
    const event = (change: object): readonly string[] =>
      found({
        events: now.events.map((each) => (each.name === 'attempt.resolved' ? { ...each, ...change } : each)),
      });
    expect(event({ level: 'error' })[0]).to.contain('another level');
    expect(event({ fields: ['site'] })).to.include(
      'events: `attempt.resolved` has no `outcome` in its fields any more',
    );
  });

  it('of types are found as a page’s code would find them', () => {
    const types = (from: RegExp, to: string): readonly string[] => {
      const text = now.types.join('\n');
      expect(text).to.match(from);
      return found({ types: text.replace(from, to).split('\n') });
    };
    expect(
      types(/readonly siteId: string;/, 'readonly siteId: string; readonly theme: string;')[0],
    ).to.contain('theme');
    expect(
      types(/readonly siteId: string;/, 'readonly siteId: string; readonly theme?: string;'),
    ).to.deep.equal([]);
    expect(
      types(/submit\(\): Promise<PaymentOutcome>;/, 'submit(): Promise<PaymentOutcome | undefined>;'),
    ).to.have.length(1);
    expect(types(/'declined' \|/, "'declined' | 'late' |")).to.have.length(1);
    expect(types(/dispose\(\): void;/, 'dispose(): void; redraw(): void;')).to.deep.equal([]);
  });

  it('are refused unless the first number of the version has risen', async () => {
    const changes = [{ part: 'events', change: '`a.b` is gone' }] as const;
    expect(judge(changes, '2.0.0', '2.1.0').code).to.equal(1);
    expect(judge(changes, '2.0.0', '2.1.0').output).to.contain('events: `a.b` is gone.');
    expect(judge(changes, '2.1.3', '3.0.0').code).to.equal(0);
    expect(judge([], '2.0.0', '2.1.0').code).to.equal(0);
    expect((await checkCompatibility()).code).to.equal(0);
  });

  it('are compared with the newest release before this version', async () => {
    expect((await lastReleaseBefore('2.0.0'))?.version).to.equal('1.0.0');
    expect(await lastReleaseBefore('1.0.0')).to.equal(undefined);
    expect(compareVersions('1.10.0', '1.9.9')).to.be.greaterThan(0);
    expect(compareVersions('2.0.0', '2.0.0')).to.equal(0);
  });

  it('from 1.0.0 to 2.0.0 are listed for those who upgrade', async () => {
    const before = (await lastReleaseBefore('2.0.0'))!;
    const text = breakingChangesText(breakingChanges(before, now), '1.0.0', '2.0.0');
    expect(text).to.contain('# What 2.0.0 breaks of 1.0.0');
    expect(text).to.contain('GET /operations/journal: answer 200[].closedAt is gone');
    expect(text).to.contain('`shield-up` is gone');
  });

  it('leave sentences for people out, but not properties of the same name', () => {
    const text = { type: 'string' };
    const schemas = { A: { description: 'Text', properties: { description: text, title: text } } };
    expect(withoutWords({ paths: {}, components: { schemas } }).components).to.deep.equal({
      schemas: { A: { properties: { description: text, title: text } } },
    });
  });
});
