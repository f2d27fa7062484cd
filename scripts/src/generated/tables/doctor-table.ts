import { anchorOf, checkCatalogue } from '../../administration/doctor/check-catalogue.ts';
import { code, markdownTable } from './markdown.ts';

/** Every check of the doctor, each row with the anchor that its results link to. */
export function doctorTable(): string {
  return markdownTable(
    ['Check', 'What is looked at', 'A wrong value looks like', 'Remedy', 'Event at run time'],
    Object.entries(checkCatalogue).map(([id, { looksAt, wrongLooksLike, remedy, event }]) => [
      `<a id="${anchorOf(id)}"></a>${code(id)}`,
      looksAt,
      wrongLooksLike,
      remedy,
      code(event ?? ''),
    ]),
  );
}
