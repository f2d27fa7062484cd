import { type AddressInfo, type Server, createServer } from 'node:net';
import { expect } from 'chai';
import { choosePorts } from '../src/start/ports.ts';

/** Free ports for all but what the test is about. */
const anyPorts = {
  SHOP_PORT: '0',
  CYBERSOURCE_PORT: '0',
  CYBERSOURCE_TLS_PORT: '0',
  CYBERSOURCE_CONTROL_PORT: '0',
  APPLE_PAY_PORT: '0',
  EXTENSION_PORT: '0',
};

describe('ports of npm start', () => {
  let occupant: Server;
  let taken: number;

  before((done) => {
    occupant = createServer().listen(0, '127.0.0.1', () => {
      taken = (occupant.address() as AddressInfo).port;
      done();
    });
  });

  after(() => occupant.close());

  const problemWith = async (environment: Readonly<Record<string, string>>): Promise<string> => {
    try {
      await choosePorts({ ...anyPorts, ...environment });
      return 'none';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('are free ones where 0 is asked for, each different', async () => {
    const ports = Object.values(await choosePorts(anyPorts));
    expect(ports.every((port) => port > 0)).to.equal(true);
    expect(new Set(ports).size).to.equal(6);
  });

  it('name the variable that moves a taken one', async () => {
    expect(await problemWith({ SHOP_PORT: String(taken) })).to.equal(
      `Port ${taken} is taken. Remedy: stop what uses it, or set SHOP_PORT (0 picks a free one).`,
    );
  });

  it('are all reported when several are taken', async () => {
    const problem = await problemWith({ EXTENSION_PORT: String(taken), CYBERSOURCE_PORT: String(taken) });
    expect(problem).to.contain('EXTENSION_PORT').and.contain('CYBERSOURCE_PORT');
  });

  for (const wrong of ['http', '-1', '65536', '80.5']) {
    it(`cannot be ${JSON.stringify(wrong)}`, async () => {
      expect(await problemWith({ SHOP_PORT: wrong })).to.match(/^SHOP_PORT is .*Remedy/);
    });
  }
});
