import { execFileSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../../scripts/src/program/repository.ts';

/**
 * The standalone server of another commit as one file, made by that commit's own program.
 *
 * @param folder where the sources and the bundle are put
 */
export async function bundleOfCommit(commit: string, folder: string): Promise<string> {
  const sources = path.join(folder, 'before');
  const file = path.join(folder, 'before.cjs');
  execFileSync('sh', ['-c', 'mkdir "$1" && git archive "$2" | tar -x -C "$1"', 'sh', sources, commit], {
    cwd: root,
  });
  await symlink(path.join(root, 'node_modules'), path.join(sources, 'node_modules'));
  await symlink(
    path.join(root, 'server-extension', 'node_modules'),
    path.join(sources, 'server-extension', 'node_modules'),
  );
  execFileSync(process.execPath, [path.join(sources, 'deploy', 'container', 'bundle.ts'), file], {
    cwd: sources,
  });
  return file;
}
