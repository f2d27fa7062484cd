import { expect } from 'chai';
import { changeOf } from '../../src/notifications/cards/card-change.ts';
import type { SavedProfileCard, VaultedCardState } from '../../src/notifications/ports.ts';

const active = { id: 'nt1', state: 'ACTIVE' };
const deleted = { id: 'nt1', state: 'DELETED' };
const details = { lastDigits: '1111', expirationMonth: '12', expirationYear: '2031', state: 'ACTIVE' };
const known: SavedProfileCard = { id: 'c1', paymentInstrumentId: 'p1', ...details, networkToken: active };
const vaulted = { kind: 'present', ...details, networkToken: active } as const;

describe('a saved card beside what the vault has', () => {
  const ROWS: readonly (readonly [what: string, SavedProfileCard, VaultedCardState, unknown])[] = [
    ['stays as it is where both agree', known, vaulted, undefined],
    ['goes where the vault has deleted it', known, { kind: 'deleted' }, { id: 'c1', removed: true }],
    [
      'gets the newest last digits and expiry date',
      known,
      { ...vaulted, lastDigits: '4242', expirationYear: '2036' },
      { id: 'c1', card: { ...vaulted, lastDigits: '4242', expirationYear: '2036' } },
    ],
    [
      'is told that its issuer closed it',
      known,
      { ...vaulted, state: 'CLOSED' },
      { id: 'c1', card: { ...vaulted, state: 'CLOSED' } },
    ],
    [
      'is told that its network token was deleted',
      known,
      { ...vaulted, networkToken: deleted },
      { id: 'c1', card: { ...vaulted, networkToken: deleted } },
    ],
    ['never gets a deleted network token back', { ...known, networkToken: deleted }, vaulted, undefined],
    [
      'keeps the deleted network token where something else of it changes',
      { ...known, networkToken: deleted },
      { ...vaulted, expirationYear: '2036' },
      { id: 'c1', card: { ...vaulted, expirationYear: '2036', networkToken: deleted } },
    ],
    [
      'gets another network token after a deleted one',
      { ...known, networkToken: deleted },
      { ...vaulted, networkToken: { id: 'nt2', state: 'ACTIVE' } },
      { id: 'c1', card: { ...vaulted, networkToken: { id: 'nt2', state: 'ACTIVE' } } },
    ],
    ['keeps what the vault does not state', known, { kind: 'present', networkToken: active }, undefined],
  ];
  for (const [what, card, state, change] of ROWS)
    it(what, () => {
      expect(changeOf(card, state)).to.deep.equal(change);
    });
});
