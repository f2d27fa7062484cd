import { randomBytes } from 'node:crypto';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import { restart, type SecretTask, setSecretVariables, variableOf } from './secret-task.ts';

const KEY = 'CRYPTO_SERVICE_KEY';
const PREVIOUS = 'CRYPTO_SERVICE_PREVIOUS_KEY';
const NAMING = 'CRYPTO_NAMING_KEY';

/**
 * Two restarts: after the first every server opens seals of both keys, after the second new ones are made with the new key.
 * What the older one has sealed opens until it is replaced the next time. Attempts keep their names: those go on
 * depending on the first key, so that a webhook that OCC repeats is recognized.
 *
 * @returns names of the variables that were set
 */
export async function rotateSealingKey(task: SecretTask): Promise<readonly string[]> {
  const before = await variableOf(task, KEY);
  if (before === undefined) {
    throw new CommandProblem('not-deployed', `Tenant ${task.tenant.name} has no ${KEY}.`, {
      remedy: 'occ-cybersource deploy draws one.',
    });
  }
  const after = randomBytes(32).toString('base64');
  await setSecretVariables(task, {
    [NAMING]: (await variableOf(task, NAMING)) ?? before,
    [PREVIOUS]: after,
  });
  await restart(task);
  // The older one first: killed in between, nothing is lost, and the next run draws another.
  await setSecretVariables(task, { [PREVIOUS]: before });
  await setSecretVariables(task, { [KEY]: after });
  await restart(task);
  return [KEY, PREVIOUS, NAMING];
}
