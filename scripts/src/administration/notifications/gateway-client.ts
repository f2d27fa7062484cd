import { readFile } from 'node:fs/promises';
import type { ClientFor } from '../../../../server-extension/src/cybersource/client/client.ts';
import { createTransport } from '../../../../server-extension/src/cybersource/client/transport.ts';
import { createKeyFiles } from '../../../../server-extension/src/cybersource/keys/key-files.ts';
import { Problem } from '../../../../server-extension/src/domain/problem.ts';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import { inRepository, version } from '../../program/repository.ts';
import type { TenantProfile } from '../tenant/tenant.ts';

/**
 * Calls CyberSource from this machine, signed with the keys of the tenant's settings; key files are those of
 * `server-extension/certs/`. Connections are closed at the end.
 *
 * @throws CommandProblem with CyberSource's own words
 */
export async function withGateway<Result>(
  { intermediateHost }: Pick<TenantProfile, 'intermediateHost'>,
  work: (clientFor: ClientFor) => Promise<Result>,
): Promise<Result> {
  // CyberSource's SDK is behind it: commands that do not speak to CyberSource start without.
  const { createClients } = await import('../../../../server-extension/src/cybersource/client/client.ts');
  const transport = createTransport(intermediateHost);
  try {
    return await work(
      createClients({
        transport,
        keyFiles: createKeyFiles((name) => readFile(inRepository('server-extension', 'certs', name))),
        userAgent: `OCC CyberSource command line/${version}`,
        now: () => new Date(),
      }),
    );
  } catch (error) {
    if (error instanceof Problem)
      throw new CommandProblem('cybersource-refused', error.message, {
        remedy: 'occ-cybersource doctor tries the keys of every site and channel.',
        cause: error,
      });
    throw error;
  } finally {
    await transport.close();
  }
}
