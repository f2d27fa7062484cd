import type { DiagramStep, DiagramText } from './diagram-text.ts';
import { textAt, toSvg, wrapped } from './svg.ts';

const LANE = 190;
const LEFT = 105;
const TOP = 70;
const LINE = 16;
/** Characters of 13 px that fit into a lane. */
const LETTERS = 27;

/** A sequence: a lane for each part, steps from top to bottom. A step from a part to itself is a note. */
export function sequenceDiagram({ title, parts, steps }: DiagramText): string {
  const lane = new Map(parts.map(({ id }, nth) => [id, LEFT + nth * LANE]));
  const xOf = (id: string): number => lane.get(id) ?? 0;
  const drawn: string[] = [];
  let y = TOP + 14;
  for (const step of steps) {
    const { elements, height } =
      step.from === step.to ? note(step, xOf(step.from), y) : arrow(step, xOf(step.from), xOf(step.to), y);
    drawn.push(...elements);
    y += height;
  }
  const [width, height] = [LEFT * 2 + (parts.length - 1) * LANE, y + 20];
  const lanes = parts.flatMap(({ id, name }) => [
    `<line class="life" x1="${xOf(id)}" y1="${TOP}" x2="${xOf(id)}" y2="${height - 10}" />`,
    `<rect class="box" x="${xOf(id) - 85}" y="20" width="170" height="40" rx="6" />`,
    textAt(xOf(id), 45, name, { kind: 'name' }),
  ]);
  const description = steps
    .map(({ from, to, text }) => `${nameOf(parts, from)} to ${nameOf(parts, to)}: ${text}`)
    .join('. ');
  return toSvg(title, description, { width, height, elements: [...lanes, ...drawn] });
}

function nameOf(parts: DiagramText['parts'], id: string): string {
  return parts.find((each) => each.id === id)?.name ?? id;
}

interface DrawnStep {
  readonly elements: readonly string[];
  readonly height: number;
}

function arrow({ text, isAnswer }: DiagramStep, from: number, to: number, y: number): DrawnStep {
  const lines = wrapped(text, Math.max(LETTERS, Math.floor((Math.abs(to - from) / LANE) * LETTERS)));
  const middle = (from + to) / 2;
  const at = y + lines.length * LINE + 4;
  return {
    elements: [
      ...lines.map((line, nth) => textAt(middle, y + (nth + 1) * LINE - 2, line)),
      `<line class="line${isAnswer ? ' answer' : ''}" x1="${from}" y1="${at}" x2="${to}" y2="${at}" marker-end="url(#head)" />`,
    ],
    height: lines.length * LINE + 18,
  };
}

function note({ text }: DiagramStep, x: number, y: number): DrawnStep {
  const lines = wrapped(text, LETTERS);
  const height = lines.length * LINE + 10;
  return {
    elements: [
      `<rect class="note" x="${x - 90}" y="${y + 4}" width="180" height="${height}" rx="4" />`,
      ...lines.map((line, nth) => textAt(x, y + (nth + 1) * LINE + 4, line)),
    ],
    height: height + 14,
  };
}
