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

export const diff = defineCommand({
  name: 'diff',
  summary: 'what differs between a tenant and this version',
  description:
    'The plan of deploy, for programs that watch a tenant: exit code 3 when a deployment would change something.',
  options: [...tenantOptions, ...deploymentOptions],
  examples: ['diff --tenant live --settings live.settings.yaml'],
  input: z.object({ ...tenantInput, ...deploymentInput }),
  result: deploymentResult,
  async run(input, context) {
    const request = await deploymentRequest(input, context);
    const report = await deploy({
      ...request,
      zipsFor: (ids) => zipsOfRepository(ids, version, context.progress),
      dryRun: true,
    });
    return {
      result: { tenant: request.tenant.name, ...report, steps: [...report.steps], done: [] },
      found: report.steps.some(({ needed }) => needed),
    };
  },
  show: (report) => showDeployment(report, report.tenant),
});
