import { Command, type CommanderError, InvalidArgumentError } from 'commander';

/** An option that takes one of several words. */
export { Option } from 'commander';

/** The exit code of a command that was called wrongly. */
const WRONG_USE = 2;

/**
 * A command of this repository as commander builds it: `--help` explains it, and an argument or a flag that it does not
 * know is refused with exit code 2 and, where one is close, the flag that was probably meant.
 *
 * @param name how people call it: `npm start`; flags go behind `--`
 *
 * @example commandLine('npm start', 'opens a shop in which one can pay').parse();
 */
export function commandLine(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .usage('[-- flags]')
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'shows this')
    .showHelpAfterError(`(${name} -- --help shows what it takes)`)
    .exitOverride((stop: CommanderError) => {
      process.exit(stop.exitCode === 0 ? 0 : WRONG_USE);
    });
}

/** Reads an option's value as a number that is not negative. @throws InvalidArgumentError, which commander reports. */
export function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value) || value < 0)
    throw new InvalidArgumentError('A number is needed.');
  return value;
}

/** Reads an option's value as a whole number of at least 1. @throws InvalidArgumentError. */
export function toCount(text: string): number {
  const value = toNumber(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('A whole number of at least 1 is needed.');
  return value;
}
