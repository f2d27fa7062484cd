import type { Placement } from './layout-container.ts';

/** What the server writes into the shop's document. */
export interface PageConfig {
  /** Where RequireJS finds the libraries of the chosen versions. */
  readonly libraries: Readonly<Record<'knockout' | 'jquery', string>>;
  readonly placements: readonly Placement[];
  readonly isPreview: boolean;
  /** BCP 47 */
  readonly locale: string;
  /** From the shop's English to that language; what is not in it stays English. */
  readonly dictionary: Readonly<Record<string, string>>;
}
