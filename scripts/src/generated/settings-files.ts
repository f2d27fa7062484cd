import { toConfigJson, toGatewayJson, toLocaleJson } from '../../../gateway-settings/gateway-files.ts';
import { gatewayId } from '../../../gateway-settings/settings.ts';
import { en } from '../../../gateway-settings/texts/en.ts';
import { releaseNumber } from '../program/repository.ts';
import { type GeneratedFile, generatedFile } from './generated-file.ts';

const folder = 'gateway-settings/extension';
const gateway = `${folder}/gateway/${gatewayId}`;

/** The payment gateway as OCC takes it, from `gateway-settings/settings.ts`. */
export function settingsFiles(): Promise<readonly GeneratedFile[]> {
  return Promise.all([
    json(`${folder}/ext.json`, toExtJson()),
    json(`${gateway}/gateway.json`, toGatewayJson()),
    json(`${gateway}/config/config.json`, toConfigJson()),
    json(`${gateway}/config/locales/en.json`, toLocaleJson(en)),
  ]);
}

/** OCC: extensions, `ext.json`. `extensionID` is filled in when the package is made: each shop has its own. */
function toExtJson(): object {
  return {
    extensionID: '',
    developerID: 'cybersource-payment',
    createdBy: 'occ-cybersource',
    name: 'CyberSource payment gateway',
    version: releaseNumber,
    timeCreated: '2026-01-01',
    description: 'Payment gateway for card payments through CyberSource (Visa Acceptance), with its settings',
  };
}

function json(path: string, content: object): Promise<GeneratedFile> {
  return generatedFile(path, JSON.stringify(content));
}
