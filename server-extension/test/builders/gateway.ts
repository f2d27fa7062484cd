import type { PaymentCommand } from '../../src/domain/payment/command.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import type { Gateway } from '../../src/payments/ports/gateway.ts';
import { approved, settling, unknown } from './result.ts';

export interface ObedientGateway extends Gateway {
  /** Every command that was sent, in order. */
  readonly sent: PaymentCommand[];
  /** The merchant transaction ids they were sent with. */
  readonly names: string[];
  /** Answers instead of saying yes. */
  answer?: (command: PaymentCommand) => Promise<PaymentResult>;
}

/** A gateway that says yes to everything unless it is told otherwise, and remembers what it was sent. */
export function anObedientGateway(): ObedientGateway {
  return {
    sent: [],
    names: [],
    async send(command, _settings, { merchantTransactionId }) {
      this.sent.push(command);
      this.names.push(merchantTransactionId);
      return this.answer ? this.answer(command) : yes(command);
    },
    reverse: async () => unknown,
    lookUp: async () => ({ kind: 'not-found' }),
  };
}

export function yes(command: PaymentCommand): PaymentResult {
  return command.type === 'authorize' || command.type === 'void'
    ? approved(command.amount)
    : settling(command.amount);
}
