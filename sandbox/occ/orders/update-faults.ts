import { OccProblem } from '../http/problem.ts';

/**
 * What may come between an order and its update. `concurrent`: another user's change is written first. `unavailable`: OCC is
 * down. `lost`: OCC answers as if it had written.
 */
export const UPDATE_FAULTS = ['concurrent', 'unavailable', 'lost'] as const;
export type UpdateFault = (typeof UPDATE_FAULTS)[number];

/** Faults that the next updates of orders meet, in the order in which they were asked for. */
export interface UpdateFaults {
  add(fault: UpdateFault, times: number): void;
  /** The fault of this update: false when nothing is to be written. Throws where OCC refuses. */
  meet(orderId: string): boolean;
}

export function createUpdateFaults(): UpdateFaults {
  const waiting: UpdateFault[] = [];
  return {
    add(fault, times) {
      for (let left = times; left > 0; left -= 1) waiting.push(fault);
    },
    meet(orderId) {
      switch (waiting.shift()) {
        case 'concurrent':
          throw new OccProblem(409, `Order ${orderId} was changed by another user at the same time.`);
        case 'unavailable':
          throw new OccProblem(503, 'The service is not available.');
        case 'lost':
          return false;
        case undefined:
          return true;
      }
    },
  };
}
