import { randomBytes } from 'node:crypto';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import { productionWebhookOf, readWebhookSecrets } from '../occ/function-webhooks.ts';
import { listVariables, removeVariable, setVariable } from '../occ/variables.ts';
import type { DeploymentStep } from './step.ts';
import type { DeploymentTask } from './deployment-task.ts';

/** What the extension finds in its environment, once it has been restarted. */
export async function setVariables(task: DeploymentTask): Promise<DeploymentStep> {
  const { occ, record } = task;
  const before = new Map((await listVariables(occ)).map(({ name, value }) => [name, value]));
  const wanted = await wantedVariables(task, before);
  const changed = Object.entries(wanted).filter(([name, value]) => before.get(name) !== value);
  const written = new Set<string>();

  return {
    id: 'variables',
    title: 'Set the extension’s environment variables',
    needed: changed.length > 0,
    async run() {
      const created = changed.map(([name]) => name).filter((name) => !before.has(name));
      // Before they are there: an interrupted deployment leaves nothing that undeploy does not know.
      await record.write({ variables: [...new Set([...record.read().variables, ...created])] });
      for (const [name, value] of changed) {
        written.add(name);
        await setVariable(occ, name, value);
      }
    },
    async undo() {
      for (const name of written) {
        const value = before.get(name);
        if (value === undefined) await removeVariable(occ, name);
        else await setVariable(occ, name, value);
      }
    },
  };
}

async function wantedVariables(
  { occ, tenant, state, variables }: DeploymentTask,
  before: ReadonlyMap<string, string>,
): Promise<Readonly<Record<string, string>>> {
  const production = productionWebhookOf(state.webhooks);
  const { sha512 } = production === undefined ? {} : await readWebhookSecrets(occ, production.id);
  if (sha512 === undefined) {
    throw new CommandProblem(
      'no-webhook-secret',
      'OCC shows no SHA-512 secret for the Generic Payment webhook.',
      {
        remedy:
          'give it one with occ-cybersource secrets rotate webhook, or in Settings > Web APIs > Function APIs.',
      },
    );
  }
  return {
    PAYMENTS_SECRET_KEY: sha512,
    // One that is there stays: seals and names of attempts depend on it.
    CRYPTO_SERVICE_KEY: before.get('CRYPTO_SERVICE_KEY') ?? randomBytes(32).toString('base64'),
    ...(tenant.intermediateHost !== undefined && { CYBERSOURCE_INTERMEDIATE_HOST: tenant.intermediateHost }),
    ...variables,
  };
}
