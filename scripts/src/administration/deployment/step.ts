import { CommandProblem } from '../../commands/frame/command-problem.ts';

/** One change that a deployment makes. */
export interface DeploymentStep {
  readonly id: string;
  /** For people: `Upload the server extension`. */
  readonly title: string;
  /** False where the tenant has it already. */
  readonly needed: boolean;
  run(): Promise<void>;
  /** The way back to what was there before; called too when `run` failed half-way. */
  undo(): Promise<void>;
}

/**
 * Runs the steps that are needed, in order. When one fails, everything that this run has changed is taken back, last
 * first, so that the tenant works as before.
 *
 * @throws CommandProblem that names the step, and what could not be taken back
 */
export async function runSteps(
  steps: readonly DeploymentStep[],
  progress: (text: string) => void,
): Promise<readonly string[]> {
  const needed = steps.filter((step) => step.needed);
  const begun: DeploymentStep[] = [];
  for (const [index, step] of needed.entries()) {
    progress(`${index + 1}/${needed.length} ${step.title} …`);
    begun.unshift(step);
    try {
      await step.run();
    } catch (error) {
      throw await takenBack(step, error, begun, progress);
    }
  }
  return needed.map(({ id }) => id);
}

async function takenBack(
  failed: DeploymentStep,
  error: unknown,
  begun: readonly DeploymentStep[],
  progress: (text: string) => void,
): Promise<CommandProblem> {
  progress(`${failed.title}: failed. Taking back what was changed …`);
  const left: string[] = [];
  for (const step of begun) {
    try {
      await step.undo();
    } catch (undoError) {
      left.push(`not taken back: ${step.title} (${wordsOf(undoError)})`);
    }
  }
  const given = error instanceof CommandProblem ? error : undefined;
  return new CommandProblem(
    'deployment-failed',
    `${failed.title} failed: ${wordsOf(error)} ${left.length === 0 ? 'The tenant is as it was before.' : 'Not everything could be taken back.'}`,
    {
      details: [...(given?.details ?? []), ...left],
      remedy:
        given?.remedy ??
        'correct the cause and run occ-cybersource deploy again: it goes on where this one stopped.',
      cause: error,
    },
  );
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
