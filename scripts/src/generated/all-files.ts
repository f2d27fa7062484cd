import { apiFiles } from './api-files.ts';
import { docsFiles } from './docs-files.ts';
import type { GeneratedFile } from './generated-file.ts';
import { settingsFiles } from './settings-files.ts';

/** Every committed file that is made from code. */
export async function allGeneratedFiles(): Promise<readonly GeneratedFile[]> {
  return [...(await settingsFiles()), ...(await docsFiles()), ...(await apiFiles())];
}
