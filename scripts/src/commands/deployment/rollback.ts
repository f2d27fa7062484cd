import * as z from 'zod';
import { deploy } from '../../administration/deployment/deploy.ts';
import { readRecord } from '../../administration/deployment/record.ts';
import { tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { CommandProblem } from '../frame/command-problem.ts';
import { deploymentRequest, deploymentResult, showDeployment } from './deployment-input.ts';

export const rollback = defineCommand({
  name: 'rollback',
  summary: 'bring back the version that was deployed before',
  description:
    'Gateway, widgets and extension of the deployment before the last one, from the packages that this machine has kept in .occ-cybersource/. Settings, variables and webhooks stay. Rolling back twice is going forward again.',
  options: [...tenantOptions, { flags: '--dry-run', description: 'show the plan; change nothing' }],
  examples: ['rollback --tenant live'],
  input: z.object({ ...tenantInput, dryRun: z.boolean().default(false) }),
  result: deploymentResult,
  async run(input, context) {
    const request = await deploymentRequest(input, context);
    const previous = (await readRecord(request.occ))?.previous;
    if (previous === undefined) {
      throw new CommandProblem('no-rollback', `Tenant ${request.tenant.name} has no earlier deployment.`, {
        remedy: 'occ-cybersource undeploy takes the first one away.',
      });
    }
    const { archive } = request;
    const { extension, gateway, widget } = previous.installed;
    const zips = {
      extension: await archive.require(extension),
      gateway: await archive.require(gateway),
      widget: await archive.require(widget),
    };
    const makeZips = () => Promise.resolve({ version: previous.version, zips });
    const report = await deploy({ ...request, makeZips, dryRun: input.dryRun });
    return {
      result: { tenant: request.tenant.name, ...report, steps: [...report.steps], done: [...report.done] },
    };
  },
  show: (report) => showDeployment(report, report.tenant),
});
