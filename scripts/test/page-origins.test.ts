import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { pageOriginsTable } from '../src/generated/tables/page-origins-table.ts';
import { inRepository } from '../src/program/repository.ts';

describe('what the checkout page loads, in the operators’ guide', () => {
  it('has every address that the widgets know', () => {
    const files = globSync(inRepository('widget/src/**/*.ts'));
    const known = files.flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/'(https:\/\/[\w.-]+)[/']/g),
    ]);
    const origins = known.map(([, origin = '']) => origin);
    expect(origins).to.have.length.above(1);
    for (const origin of origins) expect(pageOriginsTable()).to.contain(`\`${origin}\``);
  });
});
