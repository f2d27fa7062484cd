import * as z from 'zod';
import type { CommandDeclaration } from '../../commands/frame/command.ts';
import type { CommandLineProgram } from '../../commands/frame/run-command-line.ts';
import { EXIT_CODES } from '../../commands/frame/command-problem.ts';
import { code, markdownTable } from './markdown.ts';
import { sentence } from './sentence.ts';

const EXIT_CODE_MEANINGS: Readonly<Record<keyof typeof EXIT_CODES, string>> = {
  done: 'Done.',
  failed: 'Failed: the standard error says why and what to do.',
  wrongUse: 'Called wrongly: an unknown command, option or tenant, a missing value.',
  found: 'Done, and something was found: a fault, a difference.',
};

/** `docs/commands.md`: every command with its options, an example and the document of `--json`. */
export function commandsReference({ name, description, commands }: CommandLineProgram): string {
  return [
    `# Commands of \`${name}\``,
    `${description}. Generated from the commands themselves by \`npm run docs\`; \`${name} <command> --help\` shows the same.`,
    `In the repository: \`npm run --silent occ -- <command>\`. How they are used, in order: [for administrators](administrators.md).`,
    '## Exit codes',
    markdownTable(
      ['Code', 'Meaning'],
      Object.entries(EXIT_CODES).map(([key, exitCode]) => [
        String(exitCode),
        EXIT_CODE_MEANINGS[key as keyof typeof EXIT_CODES],
      ]),
    ),
    '## Output',
    'The result goes to the standard output, everything else to the standard error. With `--json` the standard output holds one ' +
      'document: the result, whose fields are listed below, or `{ "error": { "code", "message", "remedy", "details", "link" } }`. [Every code](errors.md#of-commands).',
    ...commands.flatMap((command) => section(command, name)),
  ].join('\n\n');
}

/** Of commands that print what the extension answers, and do not cut it. */
const PASSED_ON =
  'It is the answer of the extension, with every field that [its API](openapi.yaml) describes.';

function section(command: CommandDeclaration, program: string): readonly string[] {
  const options = [
    ...(command.arguments ?? []).map((each) => [code(each.name), each.description]),
    ...(command.options ?? []).map((each) => [code(each.flags), each.description]),
  ];
  const result = z.toJSONSchema(command.result, { io: 'output' });
  return [
    `## ${command.name}`,
    `${sentence(command.summary)}${command.description === undefined ? '' : ` ${command.description}`}`,
    `\`\`\`\n${command.examples.map((example) => `${program} ${example}`).join('\n')}\n\`\`\``,
    ...(options.length === 0 ? [] : [markdownTable(['Argument or option', 'Meaning'], options)]),
    markdownTable(['Field of `--json`', 'Type', 'Meaning'], fieldsOf(result)),
    ...(result.additionalProperties === false ? [] : [PASSED_ON]),
  ];
}

interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
}

function fieldsOf(schema: unknown, prefix = ''): string[][] {
  const { properties = {}, required = [] } = schema as SchemaNode;
  return Object.entries(properties).flatMap(([name, node]) => {
    const path = `${prefix}${name}`;
    const below =
      node.type === 'array' ? fieldsOf(node.items ?? {}, `${path}[].`) : fieldsOf(node, `${path}.`);
    return [
      [code(path), typeOf(node) + (required.includes(name) ? '' : ', may be absent'), node.description ?? ''],
      ...below,
    ];
  });
}

function typeOf(node: SchemaNode): string {
  if (node.enum !== undefined) return node.enum.map((value) => code(String(value))).join(', ');
  if (node.type === 'array') return `list of ${node.items?.type ?? 'values'}`;
  return node.type ?? 'any';
}
