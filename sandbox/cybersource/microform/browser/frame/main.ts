/** Entry of the script inside a card frame. */
import { toErrorData } from '../microform-error.ts';
import { connectToPage, reportRefusal } from './field/page-link.ts';
import { runField } from './run-field.ts';
import { parseFrameSettings } from './settings.ts';
import { verifyCaptureContext } from './sealing/verify-context.ts';

async function start(): Promise<void> {
  const settings = parseFrameSettings(window.location.hash);
  try {
    const context = await verifyCaptureContext(settings.captureContext);
    const page = await connectToPage(settings.fieldId, context.targetOrigins);
    runField(settings, context, page);
  } catch (error) {
    reportRefusal(settings.fieldId, toErrorData(error));
  }
}

void start();
