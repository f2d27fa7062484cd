import path from 'node:path';

/** The journal of a merchant's own machine, and that of OCC's, which a restart empties. */
export type JournalPlace = 'database' | 'memory';

/** As the setting JOURNAL names it. @param folder where a database lies */
export function journalLocation(place: JournalPlace, folder: string): string {
  return place === 'memory' ? 'memory:' : `sqlite:${path.join(folder, 'journal.sqlite')}`;
}
