/** What the diagrams share: text in lines, colours for a bright and a dark page. */

/** A drawing without its frame. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly elements: readonly string[];
}

const STYLE = `text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1d2733 }
    .page { fill: #ffffff } .box { fill: #eef3f9; stroke: #5b8fce } .zone { fill: #f7f8fa; stroke: #c4ccd4; stroke-dasharray: 5 4 }
    .note { fill: #fff6e0; stroke: #d9a93a } .line { stroke: #44515e; fill: none } .life { stroke: #c4ccd4; stroke-dasharray: 3 4 }
    .name { font-weight: 650 } .small { font-size: 12px; fill: #5a6775 } .head { fill: #44515e } .answer { stroke-dasharray: 6 4 }
    .mark { fill: #ffffff; stroke: #44515e }
    @media (prefers-color-scheme: dark) {
      text { fill: #e4e9ee } .page { fill: #0d1117 } .box { fill: #12243b; stroke: #4f86c6 } .zone { fill: #131920; stroke: #3c4855 }
      .note { fill: #2c2410; stroke: #a8842f } .line { stroke: #9aa7b4 } .life { stroke: #3c4855 } .small { fill: #9aa7b4 }
      .head { fill: #9aa7b4 } .mark { fill: #0d1117; stroke: #9aa7b4 }
    }`;

/** The whole file. The title and the description are what screen readers say. */
export function toSvg(title: string, description: string, { width, height, elements }: Drawing): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">
  <title id="title">${escaped(title)}</title>
  <desc id="description">${escaped(description)}</desc>
  <style>
    ${STYLE}
  </style>
  <defs>
    <marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="head" d="M0 0 10 5 0 10z" /></marker>
  </defs>
  <rect class="page" width="${width}" height="${height}" />
  ${elements.join('\n  ')}
</svg>
`;
}

/** Lines of at most so many characters, broken between words. */
export function wrapped(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export function textAt(x: number, y: number, text: string, { kind = '', anchor = 'middle' } = {}): string {
  const name = kind === '' ? '' : ` class="${kind}"`;
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${name}>${escaped(text)}</text>`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
