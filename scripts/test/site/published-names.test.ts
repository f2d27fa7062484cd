import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { declineReasonNames } from '../../../server-extension/src/domain/payment/decline-reason.ts';
import { Problem, problemCodes } from '../../../server-extension/src/domain/problem.ts';
import { events } from '../../../server-extension/src/events.ts';
import { toErrorBody } from '../../../server-extension/src/http/error-body.ts';
import { listSettings } from '../../../server-extension/src/config/settings.ts';
import { metrics } from '../../../server-extension/src/telemetry/catalogue/metrics.ts';
import { settings } from '../../../gateway-settings/settings.ts';
import { responseCode } from '../../../server-extension/src/occ/response/response-schema.ts';
import { declareRoutes } from '../../../server-extension/src/routes/routes.ts';
import { paymentMethods } from '../../../server-extension/src/methods/methods.ts';
import { anchorOf, checkCatalogue } from '../../src/administration/doctor/check-catalogue.ts';
import { commandLineProgram } from '../../src/commands/commands.ts';
import { COMMAND_PROBLEMS } from '../../src/commands/frame/command-problems.ts';
import { inRepository } from '../../src/program/repository.ts';
import { sitePages } from '../../src/site/build-site.ts';
import { anchorsIn } from '../../src/site/text/headings.ts';

/** Every published name with the page that explains it; `anchor` is the name itself where nothing else is said. */
const PUBLISHED: Readonly<
  Record<
    string,
    { readonly page: string; readonly names: readonly string[]; readonly anchor?: (name: string) => string }
  >
> = {
  setting: {
    page: 'settings.html',
    names: settings.filter(({ type }) => type !== 'sectionTitleType').map(({ id }) => id),
  },
  variable: { page: 'variables.html', names: listSettings().map(({ variable }) => variable) },
  event: { page: 'events.html', names: Object.keys(events) },
  metric: { page: 'metrics.html', names: Object.keys(metrics) },
  'error code': { page: 'errors.html', names: problemCodes },
  'response code': {
    page: 'errors.html',
    names: responseCode().options,
    anchor: (name) => `response-${name}`,
  },
  'decline reason': { page: 'errors.html', names: declineReasonNames, anchor: (name) => `declined-${name}` },
  'code of a command': {
    page: 'errors.html',
    names: Object.keys(COMMAND_PROBLEMS),
    anchor: (name) => `command-${name}`,
  },
  'check of the doctor': {
    page: 'administrators.html',
    names: Object.keys(checkCatalogue),
    anchor: anchorOf,
  },
  command: {
    page: 'commands.html',
    names: commandLineProgram.commands.map(({ name }) => name),
    anchor: (name) => name.replaceAll(' ', '-'),
  },
};

describe('The documentation site', () => {
  const anchors = new Map<string, ReadonlySet<string>>();
  before(async () => {
    for (const { address, markdown } of await sitePages()) anchors.set(address, anchorsIn(markdown));
  });

  for (const [kind, { page, names, anchor = (name: string) => name }] of Object.entries(PUBLISHED))
    it(`has an anchor for each ${kind}`, () => {
      expect(names.map(anchor).filter((each) => anchors.get(page)?.has(each) !== true)).to.deep.equal([]);
    });

  for (const kind of ['setting', 'variable', 'event', 'metric'])
    it(`explains no ${kind} that the code does not have`, () => {
      const { page = '', names = [] } = PUBLISHED[kind] ?? {};
      const [, ...found] = anchors.get(page) ?? [];
      expect(found.filter((each) => !names.includes(each) && !each.startsWith('area-'))).to.deep.equal([]);
    });

  it('is where the link of every error of the API leads', () => {
    for (const code of problemCodes) {
      const { link } = toErrorBody(new Problem(code, ''), 'r1');
      const [file, anchor = ''] = link.split('#');
      expect(file).to.equal('docs/errors.md');
      expect(anchors.get('errors.html')?.has(anchor), link).to.equal(true);
    }
  });

  it('has an anchor for each operation of the API', () => {
    const all = new Set(
      [...anchors].filter(([page]) => page.startsWith('api/')).flatMap(([, each]) => [...each]),
    );
    const missing = declareRoutes(paymentMethods).filter(({ operationId }) => !all.has(operationId));
    expect(missing.map(({ operationId }) => operationId)).to.deep.equal([]);
  });
});

describe('A code of a command', () => {
  it('is used by one', () => {
    const text = globSync('scripts/src/**/*.ts', { cwd: inRepository() })
      .filter((file) => !file.endsWith('command-problems.ts'))
      .map((file) => readFileSync(inRepository(file), 'utf8'))
      .join('\n');
    const unused = Object.keys(COMMAND_PROBLEMS).filter((code) => !text.includes(`'${code}'`));
    expect(unused).to.deep.equal([]);
  });
});
