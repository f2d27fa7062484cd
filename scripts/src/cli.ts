/** The command line: `npm run occ -- <command>`. */
import path from 'node:path';
import { commandLine } from './program/command-line.ts';
import { documentationFiles } from './generated/all-files.ts';
import { writeGenerated } from './generated/generated-file.ts';
import { settingsFiles } from './generated/settings-files.ts';
import { printedSize } from './package/printed-size.ts';
import { parts } from './package/package-kind.ts';
import { makeNpmTarball } from './package/npm-package.ts';
import { BUILD_FOLDER, makePackage } from './package/packages.ts';
import { version } from './program/repository.ts';

const program = commandLine('npm run occ', 'CyberSource payments for Oracle Commerce Cloud')
  .usage('-- <command> [flags]')
  .version(version);

program
  .command('package')
  .description('make the three zips that OCC takes, and the npm package, in build/')
  .option('--widget-id <id>', 'extension id of the widget, given out by the shop’s OCC', '')
  .option('--gateway-id <id>', 'extension id of the gateway, given out by the shop’s OCC', '')
  .action(async ({ widgetId, gatewayId }: { widgetId: string; gatewayId: string }) => {
    for (const part of parts) {
      const made = await makePackage(part, { ids: { widget: widgetId, gateway: gatewayId } });
      console.log(printedSize(made));
      if (made.note !== undefined) console.log(`  ${made.note}`);
    }

    console.log(`build/${path.basename(await makeNpmTarball(BUILD_FOLDER))}: the extension for npm`);
    if (widgetId === '' || gatewayId === '') {
      console.log(
        'Widget and gateway have no extension id yet: enough for the sandbox; for a shop, generate two ids in its ' +
          'administration (Settings > Extensions > Developer) and pass --widget-id and --gateway-id.',
      );
    }
  });

program
  .command('settings')
  .description('the payment gateway’s settings')
  .command('generate')
  .description('write OCC’s files from gateway-settings/settings.ts')
  .action(async () => {
    await writeGenerated(await settingsFiles());
  });

program
  .command('docs')
  .description('the documentation')
  .command('generate')
  .description('write the API’s document, the package’s URL lists and the tables of docs/ from the code')
  .action(async () => {
    await writeGenerated(await documentationFiles());
  });

await program.parseAsync();
