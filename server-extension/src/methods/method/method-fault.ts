import type { GatewaySettings, PaymentType, SettingFault } from '../../domain/settings.ts';

/** The first fault in a method's own settings, whose ids begin with its type. */
export function faultOfMethod(
  type: PaymentType,
  { faults }: Pick<GatewaySettings, 'faults'>,
): SettingFault | undefined {
  return faults.find(({ setting }) => setting.toLowerCase().startsWith(type.toLowerCase()));
}
