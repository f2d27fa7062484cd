import type { GatewaySettings, PaymentType } from '../../domain/settings.ts';
import type { SettingsReading } from '../../occ/settings/settings-reading.ts';

/** A method's own settings: how they are read from OCC's, and where they are afterwards. */
export interface MethodSettings<Settings> {
  /** Every channel of every site is read, also where the method is switched off. */
  readonly read: (read: SettingsReading) => Settings;
  /** What {@link read} gave for this site and channel. @throws RangeError where the settings were read without the method. */
  readonly of: (settings: GatewaySettings) => Settings;
}

/** The settings of one method; only its own folder knows their type. */
export function methodSettings<Settings>(
  type: PaymentType,
  read: (read: SettingsReading) => Settings,
): MethodSettings<Settings> {
  return {
    read,
    of({ ofMethods }) {
      if (!Object.hasOwn(ofMethods, type)) throw new RangeError(`No settings of ${type} were read`);
      return ofMethods[type] as Settings;
    },
  };
}
