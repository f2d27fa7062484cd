import type { BundledPackage } from './bundled-packages.ts';

/** The licences of packages as one text: MIT, BSD and ISC want their words passed on with every copy. */
export function licencesOf(packages: readonly BundledPackage[]): string {
  const parts = packages.map(
    ({ name, version, licence, licenceText }) => `${name} ${version} (${licence})\n\n${licenceText}`,
  );
  const head = `This package contains code of ${packages.length} other packages. Their licences:`;
  return `${[head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
