import * as z from 'zod';
import { documentationFiles } from '../../generated/all-files.ts';
import { writeGenerated } from '../../generated/generated-file.ts';
import { settingsFiles } from '../../generated/settings-files.ts';
import { type CommandDeclaration, defineCommand } from '../frame/command.ts';
import type { CommandLineProgram } from '../frame/run-command-line.ts';

const result = z.strictObject({ files: z.array(z.string()) });

const show = ({ files }: z.output<typeof result>): string => `Written: ${files.join(', ')}`;

export const settingsGenerate = defineCommand({
  name: 'settings generate',
  summary: 'write OCC’s files from gateway-settings/settings.ts (for developers)',
  examples: ['settings generate'],
  input: z.object({}),
  result,
  async run() {
    const files = await settingsFiles();
    await writeGenerated(files);
    return { result: { files: files.map(({ path }) => path) } };
  },
  show,
});

/** @param program asked for when the command runs: its reference is one of the files, and this command one of its own. */
export const docsGenerate = (program: () => CommandLineProgram): CommandDeclaration =>
  defineCommand({
    name: 'docs generate',
    summary:
      'write the API’s document, the package’s URL lists and the tables of docs/ from the code (for developers)',
    examples: ['docs generate'],
    input: z.object({}),
    result,
    async run() {
      const files = await documentationFiles(program());
      await writeGenerated(files);
      return { result: { files: files.map(({ path }) => path) } };
    },
    show,
  });
