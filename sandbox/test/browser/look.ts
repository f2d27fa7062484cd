/** Called in each state of a page that somebody walks through, by its name. Must leave the page as it is. */
export type Look = (state: string) => Promise<void>;
