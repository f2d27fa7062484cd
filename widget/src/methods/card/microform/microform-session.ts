import type { Translate, TextKey } from '../../../texts.ts';
import type { CardFieldName } from '../fields/card-fields.ts';
import type { MethodContext } from '../../../payment/payment-method.ts';
import { parseCaptureContext } from './capture-context.ts';
import { toFieldStyles } from './field-look.ts';
import type { FieldOptions, Microform, MicroformField } from './flex.ts';
import { loadFlex } from './flex-script.ts';
import type { MicroformSession } from './hosted-card-fields.ts';

/** Asks our extension for a capture context and makes CyberSource's fields from it, styled like `host`. */
export async function createMicroformSession(
  { api, page, loadScript, text }: Pick<MethodContext, 'api' | 'page' | 'loadScript' | 'text'>,
  names: readonly CardFieldName[],
  codeLength: number,
  host: HTMLElement,
): Promise<MicroformSession<HTMLElement>> {
  const sealed = await api.captureContext(page.location.origin);
  const context = parseCaptureContext(sealed.captureContext);
  const Flex = await loadFlex<HTMLElement>(loadScript, context);
  const styles = toFieldStyles(page.getComputedStyle(host));
  const microform = new Flex(sealed.captureContext).microform('card', { styles });
  const fields: Partial<Record<CardFieldName, MicroformField<HTMLElement>>> = {};
  for (const name of names) fields[name] = createField(microform, name, codeLength, text);
  const { expiresAt, accepted } = context;
  return { sealed, microform, expiresAt, accepted, fields };
}

const LABEL: Readonly<Record<CardFieldName, TextKey>> = {
  number: 'cardNumber',
  securityCode: 'securityCode',
};

function createField<Host>(
  microform: Microform<Host>,
  name: CardFieldName,
  codeLength: number,
  text: Translate,
): MicroformField<Host> {
  const label = text(LABEL[name]);
  const options: FieldOptions = { title: label, 'aria-label': label, 'aria-required': true };
  return microform.createField(
    name,
    name === 'securityCode' ? { ...options, maxLength: codeLength } : options,
  );
}
