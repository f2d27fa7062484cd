/** Writes one line about a call. Fields are safe to show: never bodies, headers, tokens or card data. */
export type ClientLog = (event: string, fields: Record<string, string | number | boolean>) => void;
