/** One place that the search finds: title, page, address, text. */
export interface FoundEntry {
  readonly t: string;
  readonly p: string;
  readonly a: string;
  readonly x: string;
}

const FOUND_MAX = 12;

/** The entries that hold every word of the query, the nearest first. */
export function findEntries(entries: readonly FoundEntry[], query: string): readonly FoundEntry[] {
  const whole = query.trim().toLowerCase();
  const words = whole.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [];
  return entries
    .map((entry, index) => ({ entry, index, score: scoreOf(entry, words, whole) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, FOUND_MAX)
    .map(({ entry }) => entry);
}

/** 0 when a word is nowhere. A title that is the query stands before one that begins with it, and that before one that holds it. */
function scoreOf({ t, p, x }: FoundEntry, words: readonly string[], whole: string): number {
  const [title, page, text] = [t.toLowerCase(), p.toLowerCase(), x.toLowerCase()];
  let score = title === whole ? 100 : 0;
  for (const word of words) {
    if (title.startsWith(word)) score += 30;
    else if (title.includes(word)) score += 20;
    else if (page.includes(word)) score += 6;
    else if (text.includes(word)) score += 3;
    else return 0;
  }
  return score;
}
