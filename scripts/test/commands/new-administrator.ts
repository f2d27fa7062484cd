/** A new administrator who has the guide and nothing else: what its first section says is done as it stands there. */
import { readFile } from 'node:fs/promises';
import { startCybersourceSandbox } from '../../../sandbox/cybersource/start.ts';
import { startOccSandbox } from '../../../sandbox/occ/start.ts';
import { inRepository } from '../../src/program/repository.ts';
import { buyByCard } from '../package/packaged-shop.ts';
import { aCommandLine } from './a-command-line.ts';

/** Something that the guide has one do, how long it took, and what it printed. */
export interface GuideStep {
  readonly what: string;
  readonly seconds: number;
  readonly out: string;
}

const SECTION = 'Practise on your machine';
/** What the guide starts in terminals of their own; here both run in this process, on free ports. */
const SANDBOXES = ['npm run sandbox:cybersource', 'EMPTY_TENANT=true npm run sandbox:occ'];

interface Practice {
  readonly files: readonly { readonly name: string; readonly content: string }[];
  readonly variables: Readonly<Record<string, string>>;
  /** Without the program's name. */
  readonly commands: readonly string[];
}

/** Files, variables and commands of the section, in its order. @throws Error for a line that is none of them */
export function practiceIn(guide: string): Practice {
  const section = guide.split(/^## /m).find((part) => part.startsWith(SECTION)) ?? '';
  const files: { name: string; content: string }[] = [];
  const variables: Record<string, string> = {};
  const commands: string[] = [];
  for (const [, language = '', content = ''] of section.matchAll(/^```(\w*)\n(.*?)^```/gms)) {
    if (language === 'yaml') {
      const name = /^# (\S+)\n/.exec(content)?.[1];
      if (name === undefined) throw new Error(`A file of the guide has no name:\n${content}`);
      files.push({ name, content });
      continue;
    }
    for (const line of content.trim().split('\n')) {
      const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
      if (name !== undefined) variables[name] = value ?? '';
      else if (line.startsWith('occ-cybersource ')) commands.push(line.slice('occ-cybersource '.length));
      else if (!SANDBOXES.includes(line)) throw new Error(`What is this in the guide? ${line}`);
    }
  }
  return { files, variables, commands };
}

/**
 * Follows the section on sandboxes of its own: tenant, settings, deployment, doctor, first payment, removal.
 *
 * @throws Error with what a command printed where it does not end with 0, or the payment is not authorized
 */
export async function followGuide(report: (step: GuideStep) => void): Promise<void> {
  const guide = await readFile(inRepository('docs', 'administrators.md'), 'utf8');
  const { files, variables, commands } = practiceIn(guide);
  const cybersource = await startCybersourceSandbox();
  const occ = await startOccSandbox({ empty: true });
  const cli = await aCommandLine({});
  const timed = async (what: string, work: () => Promise<string>): Promise<void> => {
    const started = performance.now();
    const out = await work();
    report({ what, seconds: (performance.now() - started) / 1000, out });
  };
  try {
    for (const { name, content } of files)
      await cli.write(
        name,
        content
          .replaceAll('http://localhost:8080', occ.url)
          .replaceAll('http://127.0.0.1:8081', cybersource.url),
      );
    Object.assign(cli.environment, variables);
    let hasPaid = false;
    for (const command of commands) {
      if (!hasPaid && command.startsWith('payments ')) {
        hasPaid = true;
        await timed('(pay in the shop)', async () => {
          const { orderId, paymentState } = await buyByCard(occ, cybersource);
          if (paymentState !== 'AUTHORIZED') throw new Error(`The first payment is ${paymentState}.`);
          return `${orderId} ${paymentState}`;
        });
      }
      await timed(command, async () => {
        const { code, out, error } = await cli.run(...command.split(' '));
        if (code !== 0) throw new Error(`occ-cybersource ${command} ends with ${code}: ${out}${error}`);
        return out;
      });
    }
  } finally {
    await Promise.all([occ.close(), cybersource.close(), cli.close()]);
  }
}
