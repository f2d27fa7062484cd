import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as z from 'zod';
import { inRepository } from '../../program/repository.ts';
import { defineCommand } from '../frame/command.ts';

export const sandbox = defineCommand({
  name: 'sandbox',
  summary: 'open a shop on this machine in which one can pay, until Ctrl-C',
  description:
    'What npm start does: OCC, CyberSource and the extension, without an account and without a network. Ports come from the environment (SHOP_PORT …).',
  examples: ['sandbox'],
  input: z.object({}),
  result: z.strictObject({ exitCode: z.number() }),
  async run(_input, { environment, progress }) {
    progress('Starting …');
    // Its addresses are for people: they go to the standard error, as everything but the result.
    const shop = fork(inRepository('scripts', 'src', 'start.ts'), [], {
      env: environment,
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => shop.kill(signal));
    const [code] = (await once(shop, 'exit')) as [number | null];
    return { result: { exitCode: code ?? 0 } };
  },
  show: () => 'Stopped.',
});
