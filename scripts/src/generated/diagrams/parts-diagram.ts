import type { DiagramPart, DiagramText } from './diagram-text.ts';
import { textAt, toSvg, wrapped } from './svg.ts';

const BOX = { width: 200, height: 56 };
const ZONE = { width: 240, gap: 90, top: 24, head: 34, pitch: 110 };
const LEGEND_LINE = 18;

/**
 * The parts in a column for each zone of trust, at the rows that the text gives them. Arrows have numbers; below the picture
 * stands what each carries and why its receiver trusts it.
 */
export function partsDiagram({ title, parts, steps }: DiagramText): string {
  const zones = [...new Set(parts.map(({ zone = '' }) => zone))];
  const boxes = new Map(parts.map((part) => [part.id, placeOf(part, zones)]));
  const rows = Math.max(...parts.map(({ row = 1 }) => row));
  const zoneHeight = ZONE.head + rows * ZONE.pitch - 20;
  const width = zones.length * ZONE.width + (zones.length - 1) * ZONE.gap + 40;
  const drawn = zones.flatMap((zone, nth) => [
    `<rect class="zone" x="${20 + nth * (ZONE.width + ZONE.gap)}" y="${ZONE.top}" width="${ZONE.width}" height="${zoneHeight}" rx="8" />`,
    textAt(20 + nth * (ZONE.width + ZONE.gap) + ZONE.width / 2, ZONE.top + 22, zone, { kind: 'small' }),
  ]);
  for (const { id, name } of parts) {
    const { x, y } = boxes.get(id) ?? { x: 0, y: 0 };
    drawn.push(
      `<rect class="box" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6" />`,
      ...wrapped(name, 26).map((line, nth, all) =>
        textAt(x + BOX.width / 2, y + 33 + (nth - (all.length - 1) / 2) * 16, line, { kind: 'name' }),
      ),
    );
  }
  const between = new Map<string, number>();
  steps.forEach(({ from, to }, index) => {
    const pair = [from, to].sort().join(' ');
    const nth = between.get(pair) ?? 0;
    between.set(pair, nth + 1);
    drawn.push(...arrow(boxes.get(from), boxes.get(to), nth, index + 1));
  });
  let y = ZONE.top + zoneHeight + 34;
  steps.forEach(({ from, to, text, trust = '' }, index) => {
    const lines = wrapped(
      `${index + 1}  ${nameOf(parts, from)} → ${nameOf(parts, to)}: ${text}. Trust: ${trust}`,
      Math.floor(width / 7),
    );
    for (const line of lines) {
      drawn.push(textAt(24, y, line, { anchor: 'start' }));
      y += LEGEND_LINE;
    }
    y += 4;
  });
  const description = steps
    .map(({ from, to, text }) => `${nameOf(parts, from)} to ${nameOf(parts, to)}: ${text}`)
    .join('. ');
  return toSvg(title, description, { width, height: y + 6, elements: drawn });
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function placeOf({ zone = '', row = 1 }: DiagramPart, zones: readonly string[]): Place {
  return {
    x: 20 + zones.indexOf(zone) * (ZONE.width + ZONE.gap) + (ZONE.width - BOX.width) / 2,
    y: ZONE.top + ZONE.head + (row - 1) * ZONE.pitch,
  };
}

/** From edge to edge, beside the others of the same pair, with its number in the middle. */
function arrow(
  from: Place | undefined,
  to: Place | undefined,
  nth: number,
  number: number,
): readonly string[] {
  if (from === undefined || to === undefined) return [];
  const shift = (nth % 2 === 0 ? 1 : -1) * (nth === 0 ? 0 : 26);
  const isSameColumn = from.x === to.x;
  const [down, right] = [to.y > from.y, to.x > from.x];
  const start = isSameColumn
    ? { x: from.x + BOX.width / 2 + shift, y: down ? from.y + BOX.height : from.y }
    : { x: right ? from.x + BOX.width : from.x, y: from.y + BOX.height / 2 + shift };
  const end = isSameColumn
    ? { x: to.x + BOX.width / 2 + shift, y: down ? to.y : to.y + BOX.height }
    : { x: right ? to.x : to.x + BOX.width, y: to.y + BOX.height / 2 + shift };
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  return [
    `<line class="line" x1="${start.x}" y1="${start.y}" x2="${end.x}" y2="${end.y}" marker-end="url(#head)" />`,
    `<circle class="mark" cx="${middle.x}" cy="${middle.y}" r="10" />`,
    textAt(middle.x, middle.y + 4.5, String(number)),
  ];
}

function nameOf(parts: readonly DiagramPart[], id: string): string {
  return parts.find((each) => each.id === id)?.name ?? id;
}
