import type { ExecutePayment } from '../execute-payment.ts';
import type { WriteBack } from './write-back.ts';

/** The order of each command is noted before the command is carried out. The caller does not wait for it. */
export function withWriteBack(
  executePayment: ExecutePayment,
  writeBack: Pick<WriteBack, 'expect'>,
): ExecutePayment {
  return (command, settings, riskCheck) => {
    writeBack.expect(command, settings);
    return executePayment(command, settings, riskCheck);
  };
}
