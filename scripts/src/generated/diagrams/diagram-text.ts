/** Reads the text of a diagram: one statement a line, `kind: …`; lines that begin with `#` are comments. */

/** A participant: a lane of a sequence, or a box of the parts. */
export interface DiagramPart {
  readonly id: string;
  readonly name: string;
  /** Of the parts only: whose it is. */
  readonly zone?: string;
  /** Of the parts only: from 1, so that arrows pass between boxes. */
  readonly row?: number;
}

/** An arrow, or a note at one part. */
export interface DiagramStep {
  readonly from: string;
  readonly to: string;
  /** An answer is dashed. */
  readonly isAnswer: boolean;
  readonly text: string;
  /** Of the parts only: how the receiver knows whom it hears. */
  readonly trust?: string;
}

/** A diagram as its text says it. */
export interface DiagramText {
  readonly title: string;
  readonly parts: readonly DiagramPart[];
  readonly steps: readonly DiagramStep[];
}

const PART = /^part (\w+)(?: in ([^:]+) at (\d+))?: (.+)$/;
const ARROW = /^(\w+) (-->|->) (\w+): (.+)$/;
const NOTE = /^note (\w+): (.+)$/;

/** @throws Error with the line that is no statement, or that names an unknown part. */
export function parseDiagram(text: string): DiagramText {
  let title = '';
  const parts: DiagramPart[] = [];
  const steps: DiagramStep[] = [];
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const part = PART.exec(line);
    const arrow = ARROW.exec(line);
    const note = NOTE.exec(line);
    if (line.startsWith('title: ')) title = line.slice('title: '.length);
    else if (part !== null) {
      const [, id = '', zone, row, name = ''] = part;
      parts.push({ id, name, ...(zone !== undefined && { zone, row: Number(row) }) });
    } else if (arrow !== null) {
      const [, from = '', kind, to = '', words = ''] = arrow;
      const [said = '', trust] = words.split(' | ');
      steps.push({ from, to, isAnswer: kind === '-->', text: said, ...(trust !== undefined && { trust }) });
    } else if (note !== null) {
      const [, at = '', words = ''] = note;
      steps.push({ from: at, to: at, isAnswer: false, text: words });
    } else throw new Error(`No statement of a diagram: ${line}`);
  }
  const known = new Set(parts.map(({ id }) => id));
  for (const { from, to } of steps)
    for (const id of [from, to])
      if (!known.has(id)) throw new Error(`The diagram “${title}” has no part ${id}.`);
  return { title, parts, steps };
}
