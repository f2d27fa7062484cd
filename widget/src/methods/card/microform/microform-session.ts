import type { PaymentApi } from '../../../payment-api.ts';
import type { Text, TextKey } from '../../../texts.ts';
import { parseCaptureContext, type CaptureContext } from './capture-context.ts';
import { toFieldStyles } from './field-look.ts';
import type { FieldOptions, FlexConstructor } from './flex.ts';
import type { MicroformSession } from './hosted-card-fields.ts';

interface Deps {
  readonly api: PaymentApi;
  readonly page: Window;
  readonly loadFlex: (context: CaptureContext) => Promise<FlexConstructor<HTMLElement>>;
  readonly text: Text;
}

/** Asks our extension for a capture context and makes CyberSource's fields from it, styled like `host`. */
export async function createMicroformSession(
  { api, page, loadFlex, text }: Deps,
  host: HTMLElement,
): Promise<MicroformSession<HTMLElement>> {
  const sealed = await api.captureContext(page.location.origin);
  const context = parseCaptureContext(sealed.captureContext);
  const Flex = await loadFlex(context);
  const styles = toFieldStyles(page.getComputedStyle(host));
  const microform = new Flex(sealed.captureContext).microform('card', { styles });
  const labelled = (key: TextKey): FieldOptions => ({
    title: text(key),
    'aria-label': text(key),
    'aria-required': true,
  });
  return {
    sealed,
    microform,
    expiresAt: context.expiresAt,
    fields: {
      number: microform.createField('number', labelled('cardNumber')),
      securityCode: microform.createField('securityCode', { ...labelled('securityCode'), maxLength: 4 }),
    },
  };
}
