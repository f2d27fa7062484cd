import { SETTINGS, type ExtensionSetting, toVariableName, type SettingValues } from './settings.ts';

/** Reads one setting by its nconf name: OCC's nconf, a file in `config/`, or nothing. */
export type ReadSetting = (name: string) => unknown;

/** @throws Error that names every setting that is wrong, never its value. */
export function requireValues(
  environment: Readonly<Record<string, string | undefined>>,
  read: ReadSetting,
): SettingValues {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries<ExtensionSetting>(SETTINGS)) {
    const variable = setting.variable ?? toVariableName(setting.name);
    const parsed = setting.schema.safeParse(present(environment[variable]) ?? present(read(setting.name)));
    if (parsed.success) values[key] = parsed.data;
    else
      problems.push(
        `${setting.name} (environment: ${variable}) ${parsed.error.issues[0]?.message ?? 'is wrong'}`,
      );
  }
  if (problems.length > 0) throw new Error(`The extension cannot start. Set right: ${problems.join('; ')}.`);
  return values as unknown as SettingValues;
}

function present(value: unknown): unknown {
  return value === '' || value === null ? undefined : value;
}
