import path from 'node:path';
import type { ZipFile } from './zip.ts';

/** `build/occ-cybersource-widget.zip: 23.4 KB, 7 files` */
export function printedSize({ file, bytes, files }: ZipFile): string {
  return `build/${path.basename(file)}: ${(bytes / 1024).toFixed(1)} KB, ${files} files`;
}
