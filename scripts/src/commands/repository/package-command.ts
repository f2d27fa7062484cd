import path from 'node:path';
import * as z from 'zod';
import { printedSize } from '../../package/printed-size.ts';
import { makeNpmTarball } from '../../package/npm-package.ts';
import { parts } from '../../package/package-kind.ts';
import { BUILD_FOLDER, makePackage } from '../../package/packages.ts';
import { defineCommand } from '../frame/command.ts';

const made = z.strictObject({
  part: z.enum(['extension', 'widget', 'gateway']),
  file: z.string(),
  bytes: z.number(),
  files: z.number(),
  note: z.string().optional(),
});

export const packageCommand = defineCommand({
  name: 'package',
  summary: 'make the three zips that OCC takes, and the npm package, in build/',
  description:
    'deploy makes them by itself with ids of the tenant. Without ids the zips of widget and gateway serve the sandbox only.',
  options: [
    { flags: '--widget-id <id>', description: 'extension id of the widget, given out by the shop’s OCC' },
    { flags: '--gateway-id <id>', description: 'extension id of the gateway, given out by the shop’s OCC' },
  ],
  examples: ['package --widget-id 6e1b… --gateway-id 20a7…'],
  input: z.object({ widgetId: z.string().default(''), gatewayId: z.string().default('') }),
  result: z.strictObject({
    packages: z.array(made),
    npmPackage: z.string().meta({ description: 'The extension for npm' }),
    complete: z.boolean().meta({ description: 'Widget and gateway have an id of a tenant' }),
  }),
  async run({ widgetId, gatewayId }, { progress }) {
    const packages: z.output<typeof made>[] = [];
    for (const part of parts) {
      progress(`Packaging the ${part} …`);
      packages.push({
        part,
        ...(await makePackage(part, { ids: { widget: widgetId, gateway: gatewayId } })),
      });
    }
    const npmPackage = await makeNpmTarball(BUILD_FOLDER);
    return { result: { packages, npmPackage, complete: widgetId !== '' && gatewayId !== '' } };
  },
  show: ({ packages, npmPackage, complete }) =>
    [
      ...packages.flatMap(({ note, ...zip }) => [
        printedSize(zip),
        ...(note === undefined ? [] : [`  ${note}`]),
      ]),
      `build/${path.basename(npmPackage)}: the extension for npm`,
      ...(complete
        ? []
        : [
            'Widget and gateway have no extension id yet: enough for the sandbox. For a shop, occ-cybersource deploy gets ids by ' +
              'itself; or generate two (Settings > Extensions > Developer) and pass --widget-id and --gateway-id.',
          ]),
    ].join('\n'),
});
