import type { Sample } from './samples.ts';

/** What a kind of sample is, and the test that runs every one of it. */
export interface SampleTest {
  readonly kind: string;
  readonly test: string;
  readonly takes: (sample: Sample) => boolean;
}

const HERE = 'scripts/test/samples';

/** The guides that a test follows, by their heading. */
const FOLLOWED: Readonly<Record<string, string>> = {
  'A new route': 'server-extension/test/guides/new-route.test.ts',
  'A new setting': 'scripts/test/guides/new-setting.test.ts',
  'A new command': 'scripts/test/guides/new-command.test.ts',
  'A new log event': 'scripts/test/guides/new-log-event.test.ts',
  'Practise on your machine': 'scripts/test/commands/new-administrator.test.ts',
};

/** A request, as curl makes it or as method, address and body. */
export const isCall = ({ code }: Sample): boolean => /^(?:TOKEN=\$\()?curl |^(?:GET|POST) /m.test(code);

/** Every line is a call of the command line. */
export const isCommand = ({ code }: Sample): boolean =>
  code.split('\n').every((line) => line.startsWith('occ-cybersource '));

/** `npm start`, with what it does behind it, or variables before it. */
export const isScript = ({ code }: Sample): boolean => /^(?:\w+=\S+ )*npm /m.test(code);

/** Each sample belongs to one of these kinds; what none takes has no test. */
export const sampleTests: readonly SampleTest[] = [
  {
    kind: 'a file of the guides to a payment method and to a call',
    test: 'scripts/test/file-blocks.test.ts',
    takes: ({ file }) => file !== undefined,
  },
  ...Object.entries(FOLLOWED).map(([heading, test]) => ({
    kind: `a step of “${heading}”`,
    test,
    takes: ({ section }: Sample) => section === heading,
  })),
  {
    kind: 'the drawing of a payment’s path',
    test: 'server-extension/test/app/payment-path.test.ts',
    takes: ({ code }) => code.startsWith('route ──▶'),
  },
  {
    kind: 'a call of the command line',
    test: `${HERE}/commands.test.ts`,
    takes: (sample) => !followed(sample) && isCommand(sample),
  },
  {
    kind: 'a request',
    test: `${HERE}/calls.test.ts`,
    takes: isCall,
  },
  {
    kind: 'a file of the command line',
    test: `${HERE}/commands.test.ts`,
    takes: (sample) => !followed(sample) && sample.language === 'yaml',
  },
  {
    kind: 'a script of the repository',
    test: `${HERE}/commands.test.ts`,
    takes: (sample) => !followed(sample) && isScript(sample),
  },
  {
    kind: 'who may do what',
    test: `${HERE}/commands.test.ts`,
    takes: ({ section }) => section === 'Who may do what',
  },
  {
    kind: 'a page of the shop’s own',
    test: 'widget/test/build.test.ts',
    takes: ({ guide }) => guide === 'docs/widget.md',
  },
];

function followed({ section }: Sample): boolean {
  return Object.hasOwn(FOLLOWED, section);
}
