import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { inRepository } from '../src/program/repository.ts';

describe('the bootstrap of every command', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bootstrap-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('ends its program when npm was killed without a word', async () => {
    const program = path.join(folder, 'forever.ts');
    await writeFile(
      program,
      'console.log(`running as ${process.pid}`);\nsetInterval(() => undefined, 1000);\n',
    );
    // The shell stands for npm: the parent that does not pass the signal on.
    const npm = spawn('sh', ['-c', `"${process.execPath}" scripts/bootstrap.mjs "${program}"; exit`], {
      cwd: inRepository(),
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = (await once(npm.stdout, 'data')) as [Buffer];
    const pid = Number(/running as (\d+)/.exec(printed.toString())?.[1]);
    expect(isAlive(pid)).to.equal(true);
    npm.kill('SIGKILL');
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it('hands options of Node to Node, and those of the program to the program', async () => {
    const program = path.join(folder, 'arguments.ts');
    await writeFile(
      program,
      'console.log(JSON.stringify([process.execArgv.slice(1), process.argv.slice(2)]));\n',
    );
    const { stdout } = spawnSync(
      process.execPath,
      ['scripts/bootstrap.mjs', '--max-semi-space-size=8', program, '--quick'],
      { cwd: inRepository(), encoding: 'utf8' },
    );
    expect(JSON.parse(stdout)).to.deep.equal([['--max-semi-space-size=8'], ['--quick']]);
  });

  it('refuses a Node that is too old in one sentence, before it installs anything', () => {
    const asOldNode = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.8"})';
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ['--import', asOldNode, 'scripts/bootstrap.mjs', 'scripts/src/test.ts', 'scripts/test/zip.test.ts'],
      { cwd: inRepository(), encoding: 'utf8' },
    );
    expect(status).to.equal(1);
    expect(stdout).to.equal('');
    expect(stderr).to.match(/^This needs Node 20 or newer, and this is Node 18\.20\.8\. Remedy: .+\n$/);
  });
});

describe('with the Node of the shell', function () {
  this.timeout(90_000);
  const platform = `${process.platform}-${process.arch}`;
  const nodes = { 20: `node20-${platform}`, 22: `node22-${platform}`, 24: `node-${platform}` };

  for (const [major, name] of Object.entries(nodes)) {
    const folder = inRepository('node_modules', name, 'bin');

    it(`${major}, npm start opens the shop and npm test runs a file`, async function () {
      if (!existsSync(folder)) this.skip();
      const environment = {
        ...process.env,
        ...ANY_PORTS,
        PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`,
      };
      const options = { cwd: inRepository(), env: environment } as const;
      const version = spawnSync('node', ['--version'], { ...options, encoding: 'utf8' }).stdout;
      expect(version).to.match(new RegExp(`^v${major}\\.`));

      const tests = spawn('npm', ['test', '--', 'scripts/test/zip.test.ts'], options);
      const tested = outputOf(tests);
      await once(tests, 'close');
      expect(tested()).to.match(/\d+ passed, 0 failed\n$/);

      const start = spawn('npm', ['start'], { ...options, detached: true });
      const started = outputOf(start);
      try {
        while (!started().includes('Ctrl-C stops everything')) {
          if (start.exitCode !== null) throw new Error(started());
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        const shop = /http:\/\/localhost:\d+/.exec(started())?.[0] ?? '';
        expect((await fetch(shop)).status).to.equal(200);
      } finally {
        process.kill(-(start.pid ?? 0), 'SIGTERM');
        await once(start, 'close');
      }
    });
  }
});

describe('a command of this repository', function () {
  this.timeout(90_000);
  const COMMANDS: Readonly<Record<string, readonly string[]>> = {
    'npm start': ['scripts/src/start.ts'],
    'npm test': ['scripts/src/test.ts'],
    'npm run check': ['scripts/src/check.ts'],
    'npm run occ': ['scripts/src/cli.ts'],
    'npm run bench': ['bench/src/bench.ts'],
    'npm run mutate': ['bench/mutation/mutate.ts'],
    'npm run simulate': ['bench/simulate.ts'],
    'npm run simulate -- --processes': ['bench/simulate.ts', '--processes'],
    'npm run release': ['scripts/src/release/main.ts'],
    'npm run newcomer': ['scripts/test/commands/new-administrator-main.ts'],
    'npm run pictures': ['sandbox/test/browser/pictures.ts'],
    'npm run site': ['scripts/src/site/main.ts'],
    'npm run site:figures': ['scripts/test/site/figures.ts'],
    'npm run extension': ['server-extension/src/standalone.ts'],
    'npm run sandbox:cybersource': ['sandbox/cybersource/main.ts'],
    'npm run sandbox:occ': ['sandbox/occ/main.ts'],
  };

  it('is in this list', async () => {
    const { scripts } = JSON.parse(await readFile(inRepository('package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const programs = Object.values(scripts).flatMap(
      (script) => /bootstrap\.mjs (?:--\S+ )*(\S+)/.exec(script)?.slice(1) ?? [],
    );
    expect(new Set(Object.values(COMMANDS).map(([program]) => program))).to.deep.equal(new Set(programs));
  });

  for (const [name, words] of Object.entries(COMMANDS)) {
    it(`tells what it takes: ${name} -- --help`, () => {
      const { status, stdout, stderr } = run([...words, '--help']);
      expect(stderr).to.equal('');
      expect(status).to.equal(0);
      expect(stdout).to.match(/^Usage: /);
    });

    it(`refuses a mistyped flag: ${name} -- --hlep`, () => {
      const { status, stdout, stderr } = run([...words, '--hlep']);
      expect(status).to.equal(2);
      expect(stdout).to.equal('');
      expect(stderr).to.match(/^error: unknown option '--hlep'\n/);
      expect(stderr).not.to.match(/^\s+at /m);
    });
  }

  function run(words: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...words], {
      cwd: inRepository(),
      encoding: 'utf8',
      timeout: 60_000,
    });
  }
});

const ANY_PORTS = {
  SHOP_PORT: '0',
  CYBERSOURCE_PORT: '0',
  CYBERSOURCE_TLS_PORT: '0',
  CYBERSOURCE_CONTROL_PORT: '0',
  APPLE_PAY_PORT: '0',
  EXTENSION_PORT: '0',
};

function outputOf(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  return () => text;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
