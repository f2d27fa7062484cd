/** Prometheus' text format: `# HELP name …` or `# TYPE name …`, else a sample. */
const COMMENT = /^# (?:HELP|TYPE) (\S+)/;

interface Family {
  readonly comments: Set<string>;
  readonly samples: string[];
}

/**
 * One text of the scrapes of several processes, whose samples differ by a label: the format wants all samples of a metric together
 * and its comments once (https://prometheus.io/docs/instrumenting/exposition_formats/, text format details).
 */
export function mergeScrapes(texts: readonly string[]): string {
  const families = new Map<string, Family>();
  for (const text of texts) {
    let family: Family | undefined;
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const name = COMMENT.exec(line)?.[1];
      if (name !== undefined) {
        family = families.get(name) ?? { comments: new Set(), samples: [] };
        families.set(name, family);
        family.comments.add(line);
      } else family?.samples.push(line);
    }
  }
  return [...families.values()].flatMap(({ comments, samples }) => [...comments, ...samples, '']).join('\n');
}
