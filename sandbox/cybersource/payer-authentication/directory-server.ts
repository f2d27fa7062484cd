/** The card network's directory server, which takes its time for one of the test cards. */
import { setTimeout } from 'node:timers/promises';
import type { Card } from '../model/card.ts';
import { findingOf } from './findings.ts';

/** Waits as long as CyberSource does before it goes on without an answer. */
export async function waitsForDirectory(
  card: Card,
  challengeCode: string | undefined,
  timeoutMs: number,
): Promise<void> {
  if (findingOf(card.number, challengeCode) === 'timeout') await setTimeout(timeoutMs);
}
