import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { SaxesParser } from 'saxes';
import { paymentMethods } from '../../server-extension/src/methods/methods.ts';
import { declareRoutes } from '../../server-extension/src/routes/routes.ts';
import { diagramFiles } from '../src/generated/diagram-files.ts';
import { type DiagramText, parseDiagram } from '../src/generated/diagrams/diagram-text.ts';
import { inRepository } from '../src/program/repository.ts';

const texts = new Map(
  globSync(inRepository('docs/diagrams/*.txt')).map((file) => [
    path.basename(file, '.txt'),
    parseDiagram(readFileSync(file, 'utf8')),
  ]),
);
const diagram = (name: string): DiagramText => texts.get(name) ?? expect.fail(`There is no ${name}.`);

describe('The diagrams of the architecture', () => {
  it('are on the page, each of them, and committed as they are drawn', async () => {
    const page = readFileSync(inRepository('docs/architecture.md'), 'utf8');
    const files = await diagramFiles();
    expect(files).to.have.length(texts.size);
    for (const { path: file, content } of files) {
      expect(page).to.match(new RegExp(`!\\[[^\\]]{10,}\\]\\(${file.replace('docs/', '')}\\)`));
      expect(readFileSync(inRepository(file), 'utf8'), file).to.equal(content);
    }
  });

  it('are well-formed, and have a title and a description for screen readers', async () => {
    for (const { path: file, content } of await diagramFiles()) {
      const names: string[] = [];
      const parser = new SaxesParser({ xmlns: false });
      parser.on('opentag', ({ name }) => names.push(name));
      parser.on('error', (error) => {
        throw new Error(`${file}: ${error.message}`);
      });
      parser.write(content).close();
      expect(names.slice(0, 3), file).to.deep.equal(['svg', 'title', 'desc']);
    }
  });

  it('connect widget, extension, Commerce Cloud, order management and CyberSource, with protocol and trust on each arrow', () => {
    const { parts, steps } = diagram('architecture');
    expect(parts.map(({ id }) => id)).to.include.members([
      'browser',
      'extension',
      'occ',
      'oms',
      'cybersource',
      'journal',
    ]);
    for (const { from, to, text, trust } of steps) {
      expect(text, `${from} -> ${to}`).to.match(/^(HTTPS|SQLite)/);
      expect(trust, `${from} -> ${to}`).to.be.a('string').with.length.above(10);
    }
    const connected = new Set(steps.flatMap(({ from, to }) => [from, to]));
    for (const { id } of parts) expect(connected).to.include(id);
  });

  it('name only routes that the extension has', () => {
    const routes = declareRoutes(paymentMethods).map(
      ({ method, path: route }) => `${method.toUpperCase()} ${route}`,
    );
    const named = [...texts.values()].flatMap(({ steps }) =>
      steps
        .filter(({ to, from }) => to === 'extension' && from !== 'extension')
        .flatMap(({ text }) => text.match(/(?:GET|POST) \/\w+(?:\/\w+)*/g) ?? []),
    );
    expect(named.length).to.be.greaterThan(10);
    for (const route of named) expect(routes).to.include(route);
  });

  it('are refused with the line that is no statement, or that names an unknown part', () => {
    expect(() => parseDiagram('part a: A\na => b: x')).to.throw('No statement of a diagram: a => b: x');
    expect(() => parseDiagram('title: T\npart a: A\na -> b: x')).to.throw('The diagram “T” has no part b.');
  });
});
