#!/usr/bin/env node
// Runs a TypeScript program of this repository under the project's own Node, on any machine that has some Node and npm:
//
//   node scripts/bootstrap.mjs [options of Node] scripts/src/start.ts [arguments]
//
// Installs the packages when they are missing or older than the lockfile. Plain JavaScript without dependencies,
// because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** As `engines` in package.json. */
const OLDEST_NODE = 20;
const given = process.argv.slice(2);
const programAt = given.findIndex((each) => !each.startsWith('--'));
const nodeOptions = given.slice(0, programAt);
const [program, ...args] = given.slice(programAt);

if (program === undefined) {
  console.error('Usage: node scripts/bootstrap.mjs [options of Node] <program.ts> [arguments]');
  process.exit(2);
}

refuseOldNode();
installWhatIsMissing();
run(path.resolve(root, program), args);

/** What installs the packages and starts the rest; the programs run under the Node that comes with the packages. */
function refuseOldNode() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return;
  console.error(
    `This needs Node ${OLDEST_NODE} or newer, and this is Node ${process.versions.node}. ` +
      'Remedy: install a newer Node (24 is what the project uses) and run the same command again.',
  );
  process.exit(1);
}

function installWhatIsMissing() {
  const lockfile = path.join(root, 'package-lock.json');
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return;

  // Not on the standard output: that belongs to the program.
  console.error('Installing packages (once) …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
    cwd: root,
    stdio: ['inherit', 2, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error('npm ci failed. Remedy: check the network, then run the same command again.');
    process.exit(1);
  }
  const now = new Date();
  utimesSync(installed, now, now);
}

/** The Node 24 that came with the packages; else the one that runs this file, if it is new enough to strip types. */
function nodeBinary() {
  const platform = `${process.platform}-${process.arch}`;
  const own = ['node', 'node-bin']
    .map((name) => path.join(root, 'node_modules', `${name}-${platform}`, 'bin', 'node'))
    .find(existsSync);
  if (own !== undefined) return own;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(
    `No Node 24 for ${process.platform}-${process.arch} among the packages, and this Node is ${process.version}. ` +
      'Remedy: install Node 24 and run the same command with it.',
  );
  process.exit(1);
}

function run(file, programArgs) {
  const child = spawn(
    nodeBinary(),
    ['--disable-warning=ExperimentalWarning', ...nodeOptions, file, ...programArgs],
    {
      // The fourth channel carries no messages: when this process is gone, however it went, the program notices.
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: {
        ...process.env,
        PATH: `${path.join(root, 'node_modules', '.bin')}${path.delimiter}${process.env.PATH ?? ''}`,
      },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event !== undefined) stopWithNpm(child);
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** npm does not pass a signal on when it is killed itself: a program that lost npm as its parent has to notice. */
function stopWithNpm(child) {
  const npm = process.ppid;
  setInterval(() => {
    if (process.ppid !== npm) child.kill('SIGTERM');
  }, 500).unref();
}
