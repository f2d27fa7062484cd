import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Compares a request, order of its fields included, with the one that was read and agreed on. After a change that is
 * meant, `UPDATE_GOLDEN=1` writes the files anew: read the difference before committing it.
 */
export function expectGolden(name: string, request: unknown): void {
  const file = new URL(`golden/${name}.json`, import.meta.url);
  const text = JSON.stringify(request, null, 2);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, `${text}\n`);
  expect(text).to.equal(JSON.stringify(JSON.parse(readFileSync(file, 'utf8')), null, 2));
}
