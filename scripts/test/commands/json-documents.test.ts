import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import * as z from 'zod';
import { commandLineProgram } from '../../src/commands/commands.ts';
import { inRepository } from '../../src/program/repository.ts';

interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly additionalProperties?: unknown;
}

/** Every path of a document, lists as `[]`. */
function pathsOf(node: Node, prefix = ''): readonly string[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, below]) => {
    const path = `${prefix}${name}`;
    return [path, ...pathsOf(below, `${path}.`), ...pathsOf(below.items ?? {}, `${path}[].`)];
  });
}

/** They print an answer of the extension as it is; docs/openapi.yaml has the rest of its fields. */
const PASSED_ON = [
  'payments show',
  'payments search',
  'reconcile',
  'settlement show',
  'settlement run',
  'settlement close',
];

describe('The document that every command prints with --json', () => {
  const documents = commandLineProgram.commands.map(
    ({ name, result }) => [name, z.toJSONSchema(result, { io: 'output' }) as Node] as const,
  );

  it('is one object that is described field by field, and holds nothing else but what the extension has answered', () => {
    expect(documents).to.have.length.above(30);
    for (const [name, schema] of documents) {
      expect(schema.type, name).to.equal('object');
      expect(pathsOf(schema), name).not.to.deep.equal([]);
    }
    const open = documents.filter(([, { additionalProperties }]) => additionalProperties !== false);
    expect(open.map(([name]) => name)).to.have.members(PASSED_ON);
  });

  it('is in the reference with every field', async () => {
    const reference = await readFile(inRepository('docs', 'commands.md'), 'utf8');
    const sections = new Map(
      reference.split(/^## /m).map((section) => [section.slice(0, section.indexOf('\n')), section]),
    );
    for (const [name, schema] of documents) {
      const section = sections.get(name) ?? '';
      const fields = [...section.matchAll(/^\| `([^`]+)`\s+\|.*\|.*\|$/gm)].map(([, field]) => field);
      expect(fields, name).to.include.members([...pathsOf(schema)]);
      expect(section.includes('[its API](openapi.yaml)'), name).to.equal(PASSED_ON.includes(name));
    }
  });
});
