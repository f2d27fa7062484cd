import { type AddressInfo, createServer } from 'node:net';

/** The ports of `npm start`, with the variable that changes each. */
export interface Ports {
  readonly shop: number;
  readonly cybersource: number;
  readonly cybersourceTls: number;
  readonly cybersourceControl: number;
  readonly applePay: number;
  readonly extension: number;
}

const variables: Readonly<Record<keyof Ports, readonly [variable: string, usual: number]>> = {
  shop: ['SHOP_PORT', 8080],
  cybersource: ['CYBERSOURCE_PORT', 8081],
  cybersourceTls: ['CYBERSOURCE_TLS_PORT', 8444],
  cybersourceControl: ['CYBERSOURCE_CONTROL_PORT', 8083],
  applePay: ['APPLE_PAY_PORT', 8445],
  extension: ['EXTENSION_PORT', 8082],
};

/** The variables that choose the ports, for the help. */
export const portVariables: readonly string[] = Object.values(variables).map(([variable]) => variable);

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Decides all ports before anything starts, because the processes have to know each other's addresses. 0 becomes a
 * port that is free now.
 *
 * @throws Error with one sentence for each port that is taken or that is no port
 */
export async function choosePorts(environment: Environment): Promise<Ports> {
  const problems: string[] = [];
  const held: HeldPort[] = [];
  const chosen: Partial<Record<keyof Ports, number>> = {};
  for (const name of Object.keys(variables) as (keyof Ports)[]) {
    const [variable, usual] = variables[name];
    const wanted = environment[variable] ?? '';
    const port = wanted === '' ? usual : Number(wanted);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      problems.push(`${variable} is ${JSON.stringify(wanted)}. Remedy: a port number, or 0 for a free one.`);
      continue;
    }
    const free = await hold(port);
    if (free === undefined) {
      problems.push(
        `Port ${port} is taken. Remedy: stop what uses it, or set ${variable} (0 picks a free one).`,
      );
      continue;
    }
    held.push(free);
    chosen[name] = free.port;
  }
  // Held until all are chosen, so that no two are the same.
  await Promise.all(held.map(({ release }) => release()));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return chosen as Ports;
}

interface HeldPort {
  readonly port: number;
  readonly release: () => Promise<void>;
}

/** Listens on the port, on a free one for 0; undefined when it is taken or not ours to use. */
function hold(wanted: number): Promise<HeldPort | undefined> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      const release = (): Promise<void> =>
        new Promise((done) =>
          probe.close(() => {
            done();
          }),
        );
      resolve({ port, release });
    });
  });
}
