import * as z from 'zod';
import { deploy } from '../../administration/deployment/deploy.ts';
import { readRecord } from '../../administration/deployment/record.ts';
import { createZips } from '../../administration/deployment/zips.ts';
import { tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { parts } from '../../package/package-kind.ts';
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
    const zips = createZips(previous.version, (part) => archive.require(previous.installed[part]));
    // A plan that cannot be carried out on this machine is none.
    await Promise.all(parts.map((part) => zips.zip(part)));
    const report = await deploy({ ...request, zipsFor: () => zips, dryRun: input.dryRun });
    return {
      result: { tenant: request.tenant.name, ...report, steps: [...report.steps], done: [...report.done] },
    };
  },
  show: (report) => showDeployment(report, report.tenant),
});
