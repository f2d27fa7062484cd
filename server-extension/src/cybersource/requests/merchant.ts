import type { GatewaySettings } from '../../domain/settings.ts';
import { type JsonObject, section } from '../fields/json.ts';

/** CyberSource: `merchantInformation.merchantDescriptor`, what the shopper reads on the card's statement. */
export function merchant({ descriptor }: GatewaySettings): JsonObject {
  return section('merchantInformation', section('merchantDescriptor', { ...descriptor }));
}
