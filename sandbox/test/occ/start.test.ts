import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import path from 'node:path';
import { expect } from 'chai';
import { parseOccEnvironment } from '../../occ/environment.ts';
import { close, listen } from '../../listen.ts';
import { parseDecimal, toDecimal, toTwelveDigits } from '../../occ/shop/money.ts';
import { createSites } from '../../occ/shop/sites.ts';

const OCC = path.resolve(import.meta.dirname, '../../occ');

describe('the OCC sandbox as a process', () => {
  const run = (
    program: string,
    environment: Record<string, string>,
  ): Promise<{ code: number | null; said: string }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [path.join(OCC, program)], {
        env: { ...process.env, ...environment },
      });
      let said = '';
      const receive = (chunk: Buffer): void => {
        said += chunk.toString();
        if (said.includes('http://localhost:')) child.kill();
      };
      child.stdout.on('data', receive);
      child.stderr.on('data', receive);
      child.on('close', (code) => {
        resolve({ code, said });
      });
    });

  it('prints its address and stops on a signal', async () => {
    const { code, said } = await run('main.ts', { SHOP_PORT: '0' });
    expect(said).to.match(/^OCC sandbox: http:\/\/localhost:\d+\n$/);
    expect(code).to.equal(0);
  });

  it('explains a taken port in one sentence', async () => {
    const server = createServer();
    const port = await listen(server, 0, 'PORT');
    const { code, said } = await run('main.ts', { SHOP_PORT: String(port) });
    await close(server);
    expect(said).to.equal(
      `Port ${port} is taken. Remedy: stop what uses it, or set SHOP_PORT (0 picks a free one).\n`,
    );
    expect(code).to.equal(1);
  });

  it('explains a missing package in one sentence', async () => {
    const { code, said } = await run('extension-host/main.ts', {
      EXTENSION_PACKAGE: '/nowhere/extension.zip',
    });
    expect(said).to.equal('There is no /nowhere/extension.zip. Remedy: npm run package.\n');
    expect(code).to.equal(1);
  });
});

describe('the environment of the OCC sandbox', () => {
  const parse = (environment: Record<string, string>) =>
    parseOccEnvironment(environment, '/repository', new Date('2026-01-01T00:01:40Z'));

  it('has a default for everything, and order numbers that follow the clock', () => {
    expect(parse({})).to.deep.include({
      port: 8080,
      extensionUrl: 'http://127.0.0.1:8082',
      firstOrderNumber: 10_011,
    });
  });

  it('names the variable that is wrong', () => {
    for (const [name, value] of [
      ['SHOP_PORT', '80000'],
      ['WEBHOOK_URL', 'here'],
      ['AMOUNT_CONVENTION', 'guess'],
      ['WEBHOOK_SECRET', 'not base64!'],
      ['EXTENSION_ENVIRONMENT', '{'],
      ['EXTENSION_ENVIRONMENT', '{"A":{}}'],
    ] as const) {
      expect(() => parse({ [name]: value })).to.throw(name);
    }
  });
});

describe('OCC’s money', () => {
  const [usd, jpy, kwd] = createSites('').map(({ currency }) => currency);

  it('moves digits between decimals and minor units without losing one', () => {
    for (const currency of [usd!, jpy!, kwd!]) {
      for (const minor of [0, 1, 9, 10, 99, 100, 101, 999, 1000, 12_575, 99_999_999, 999_999_999_999]) {
        expect(parseDecimal(toDecimal(minor, currency), currency)).to.equal(minor);
      }
    }
    expect(toDecimal(12_575, usd!)).to.equal(125.75);
    expect(toDecimal(5, kwd!)).to.equal(0.005);
  });

  it('refuses what is no amount of the currency', () => {
    for (const amount of [-1, 0.001, 1e21, NaN, Infinity])
      expect(() => parseDecimal(amount, usd!)).to.throw();
    expect(() => parseDecimal(0.5, jpy!)).to.throw();
  });

  it('fits twelve digits or is refused', () => {
    expect(toTwelveDigits(999_999_999_999, usd!, 'iso')).to.equal('999999999999');
    expect(() => toTwelveDigits(1_000_000_000_000, usd!, 'iso')).to.throw('twelve digits');
    expect(toTwelveDigits(10, kwd!, 'two-digits')).to.equal('000000000001');
    expect(toTwelveDigits(0, kwd!, 'two-digits')).to.equal('000000000000');
    expect(() => toTwelveDigits(1001, kwd!, 'two-digits')).to.throw('thousandths');
  });
});
