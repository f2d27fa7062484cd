import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { findPageChanges } from '../../pci/page-monitor.ts';
import { ScriptInventory } from '../../pci/script-inventory.ts';
import { CommandProblem } from '../frame/command-problem.ts';
import { defineCommand } from '../frame/command.ts';

const finding = z.strictObject({ kind: z.string(), where: z.string(), finding: z.string() });

export const pciMonitor = defineCommand({
  name: 'pci monitor',
  summary: 'compare the live payment pages with the inventory and its policies (PCI DSS 11.6.1)',
  description:
    'Run it daily; the standard asks for once a week at least. With findings the exit code is 3: alert a person.',
  options: [
    { flags: '--inventory <file>', description: 'written by pci inventory; by default pci/inventory.json' },
  ],
  examples: ['pci monitor', 'pci monitor --inventory pci/inventory.json --json'],
  input: z.object({ inventory: z.string().default('pci/inventory.json') }),
  result: z.strictObject({
    checkedAt: z.string(),
    pages: z.number(),
    scripts: z.number(),
    findings: z.array(finding),
  }),
  async run({ inventory: file }, { workingDirectory, now, progress }) {
    const inventory = await readInventory(path.resolve(workingDirectory, file));
    progress('Reading the pages and their scripts …');
    const findings = await findPageChanges(inventory);
    return {
      result: {
        checkedAt: now().toISOString(),
        pages: inventory.pages.length,
        scripts: inventory.scripts.length,
        findings: [...findings],
      },
      found: findings.length > 0,
    };
  },
  show: ({ pages, scripts, findings }) =>
    [
      ...findings.map(({ kind, where, finding: sentence }) => `${kind}: ${where}\n  ${sentence}`),
      `${findings.length === 0 ? 'No' : findings.length} findings on ${pages} pages and ${scripts} scripts.`,
    ].join('\n'),
});

async function readInventory(file: string): Promise<ScriptInventory> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandProblem('no-inventory', `There is no inventory ${file}.`, {
      remedy: 'Write one with pci inventory --checkout <url>, or name another one with --inventory.',
      cause,
    });
  });
  const parsed = ScriptInventory.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new CommandProblem('wrong-inventory', `${file} is no inventory: ${z.prettifyError(parsed.error)}`);
}
