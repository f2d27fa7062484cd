/** Called with the name of each state that a page goes through. Must leave the page as it is. */
export type Look = (state: string) => Promise<void>;
