import * as z from 'zod';
import { deploy } from '../../administration/deployment/deploy.ts';
import { zipsOfRepository } from '../../administration/deployment/zips.ts';
import { version } from '../../program/repository.ts';
import { tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import {
  deploymentInput,
  deploymentOptions,
  deploymentRequest,
  deploymentResult,
  showDeployment,
} from './deployment-input.ts';

export const deployCommand = defineCommand({
  name: 'deploy',
  summary: 'bring a tenant to this version: gateway, widgets, extension, variables, webhooks, settings',
  description:
    'Packages are made with ids of the tenant. OCC sends payments to the extension only after everything else is in place, and a smoke test follows. ' +
    'When a step fails, what this run has changed is taken back. Twice is the same as once. Show the plan with --dry-run first.',
  options: [
    ...tenantOptions,
    ...deploymentOptions,
    { flags: '--dry-run', description: 'show the plan; change nothing' },
  ],
  examples: ['deploy --tenant test --dry-run', 'deploy --tenant test --settings test.settings.yaml'],
  input: z.object({ ...tenantInput, ...deploymentInput, dryRun: z.boolean().default(false) }),
  result: deploymentResult,
  async run(input, context) {
    const request = await deploymentRequest(input, context);
    const report = await deploy({
      ...request,
      zipsFor: (ids) => zipsOfRepository(ids, version, context.progress),
      dryRun: input.dryRun,
    });
    return {
      result: { tenant: request.tenant.name, ...report, steps: [...report.steps], done: [...report.done] },
    };
  },
  show: (report) => showDeployment(report, report.tenant),
});
