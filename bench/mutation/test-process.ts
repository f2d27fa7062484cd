import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRepository, root } from '../../scripts/src/program/repository.ts';

/** How a process of tests ended. */
export type TestRun = 'passed' | 'failed' | 'too slow';

/** Node's option that loads one of the programs beside this file before everything else. */
export function preload(name: 'cover-children.mjs' | 'swap-source.mjs'): string {
  return `--import=${pathToFileURL(path.join(import.meta.dirname, name)).href}`;
}

/**
 * Runs some files of tests in one process, until the first failure.
 *
 * @param limitMs after so long it is ended, with all that it started
 */
export function runTests(
  files: readonly string[],
  environment: NodeJS.ProcessEnv,
  limitMs: number,
): Promise<TestRun> {
  return new Promise((resolve, reject) => {
    const mocha = inRepository('node_modules', 'mocha', 'bin', 'mocha.js');
    const child = spawn(process.execPath, [mocha, '--bail', '--exit', '--reporter', 'dot', ...files], {
      cwd: root,
      stdio: 'ignore',
      // A group of its own: what a test started ends with it.
      detached: true,
      env: { ...process.env, NODE_NO_WARNINGS: '1', NO_COLOR: '1', ...environment },
    });
    let isTooSlow = false;
    const stop = (): void => {
      if (child.pid !== undefined) endGroup(child.pid);
    };
    const limit = setTimeout(() => {
      isTooSlow = true;
      stop();
    }, limitMs);
    process.once('exit', stop);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(limit);
      process.off('exit', stop);
      stop();
      if (isTooSlow) resolve('too slow');
      else resolve(code === 0 ? 'passed' : 'failed');
    });
  });
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // All of it has ended by itself.
  }
}
