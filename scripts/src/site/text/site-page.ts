/** For whom a page is: the groups of the site's navigation, in its order. */
export const AUDIENCES = {
  start: 'Start',
  shop: 'Shop developer',
  architect: 'Architect',
  administrator: 'Administrator',
  operator: 'Operator',
  reference: 'Reference',
  project: 'The project',
} as const;

export type SiteReader = keyof typeof AUDIENCES;

/** One page before it is drawn. */
export interface SitePage {
  /** Below the site's folder: `operators.html`. */
  readonly address: string;
  readonly title: string;
  /** What the navigation calls it. */
  readonly label: string;
  /** Absent: found by links and by search, not in the navigation. */
  readonly audience?: SiteReader;
  readonly markdown: string;
  /** The file in the repository that it is made of, for links that are relative to it; absent for a page made of code. */
  readonly source?: string;
}
