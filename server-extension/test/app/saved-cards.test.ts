import { isDeepStrictEqual } from 'node:util';
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { aPayment, createClient, textAt } from '../../../sandbox/test/cybersource/client.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { aNotification, NOTIFICATION_KEY, NOTIFICATION_KEY_ID } from '../builders/notification.ts';
import { TEST_MERCHANT } from '../../../sandbox/occ/settings/provision.ts';
import { type IssuedKey, typedCard } from '../builders/card-fields.ts';
import { billTo as address } from '../cybersource/fixtures/shop.ts';

interface Card {
  readonly id: string;
  readonly nickname: string;
  readonly last4: string;
  readonly isDefault: boolean;
  readonly status: string;
}

/** Two shoppers, their cards in OCC's profiles and CyberSource's vault, the extension between them. */
describe('Saved cards between OCC and CyberSource', () => {
  let machine: BetweenSandboxes;
  let cybersource: BetweenSandboxes['cybersource'];
  let occ: BetweenSandboxes['occ'];
  let api: string;
  let ada: string;
  let second: string;

  before(async () => {
    machine = await startBetweenSandboxes({
      siteSettings: { 'isv-occ-gateway': { '*': { '*': { ...TEST_MERCHANT, networkTokenUpdates: true } } } },
      environment: { NOTIFICATIONS_KEYS: `${NOTIFICATION_KEY_ID}:${NOTIFICATION_KEY}` },
    });
    ({ cybersource, occ, api } = machine);
    ada = await login('shopper@example.com');
    second = await login('second@example.com');
  });

  after(() => machine.close());

  async function login(username: string): Promise<string> {
    const body = new URLSearchParams({ grant_type: 'password', username, password: 'shopper' });
    const answer = await fetch(`${occ.url}/ccstore/v1/login`, { method: 'POST', body });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  async function call(path: string, token: string | undefined, body?: object): Promise<Answer> {
    const response = await fetch(api + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'x-ccsite': 'siteUS',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  }

  async function cardsOf(token: string): Promise<readonly Card[]> {
    return (await call('/savedCards', token)).json['items'] as readonly Card[];
  }

  /** Buys something and saves the card. */
  async function save(token: string, number: string, expiryYear = '2031'): Promise<void> {
    const keys = await call('/keys', undefined, { targetOrigin: occ.url });
    const key = keys.json as unknown as IssuedKey;
    const customProperties = await typedCard(cybersource.url, key, number);
    const order = {
      op: 'complete',
      shoppingCart: { items: [{ productId: await someProduct(), quantity: 1 }] },
      shippingAddress: address,
      billingAddress: address,
      payments: [
        {
          type: 'card',
          cardType: 'visa',
          nameOnCard: 'Ada Lovelace',
          cardNumber: `${number.slice(0, 6)}xxxxxx${number.slice(-4)}`,
          expiryMonth: '12',
          expiryYear,
          saveCard: true,
          customProperties,
        },
      ],
    };
    const response = await fetch(`${occ.url}/ccstore/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-ccsite': 'siteUS', authorization: `Bearer ${token}` },
      body: JSON.stringify(order),
    });
    const { payments } = (await response.json()) as { payments: { paymentState: string }[] };
    expect(payments[0]).to.include({ paymentState: 'AUTHORIZED' });
  }

  async function someProduct(): Promise<string | undefined> {
    const response = await fetch(`${occ.url}/ccstore/v1/products`, { headers: { 'x-ccsite': 'siteUS' } });
    return ((await response.json()) as { items: { id: string }[] }).items[0]?.id;
  }

  it('are saved with an order, listed without number and token, renamed, made default and deleted', async () => {
    await save(ada, '4111111111111111');
    await save(ada, '5555555555554444');
    const [first, other] = await cardsOf(ada);
    expect(first).to.include({ last4: '1111', isDefault: true, status: 'valid' });
    expect(Object.keys(first ?? {}).sort()).to.deep.equal(
      ['expiryMonth', 'expiryYear', 'id', 'isDefault', 'last4', 'nickname', 'status', 'type'].sort(),
    );

    const changed = await call('/savedCards/update', ada, {
      id: other?.id,
      nickname: 'Holidays',
      isDefault: true,
    });
    expect(changed.json).to.include({ nickname: 'Holidays', isDefault: true });
    expect((await cardsOf(ada)).map(({ isDefault }) => isDefault)).to.deep.equal([false, true]);

    for (const { id } of await cardsOf(ada))
      expect(await call('/savedCards/delete', ada, { id })).to.deep.equal({
        status: 200,
        json: { deleted: true },
      });
    expect(await cardsOf(ada)).to.deep.equal([]);
  });

  it('are one entry each, however often they are saved', async () => {
    await save(second, '4111111111111111');
    const [first] = await cardsOf(second);
    await save(second, '4111111111111111');
    expect(await cardsOf(second)).to.deep.equal([first]);
    expect(await entriesIn(second)).to.have.lengthOf(1);
    await call('/savedCards/delete', second, { id: first?.id });
  });

  it('are one entry each with a new expiry date, too, and deleted as one', async () => {
    await save(second, '4111111111111111', '2030');
    await save(second, '4111111111111111', '2032');
    await save(second, '5555555555554444');
    const entries = await entriesIn(second);
    expect(entries).to.have.lengthOf(3);
    const shown = await cardsOf(second);
    expect(shown.map(({ last4 }) => last4)).to.deep.equal(['1111', '4444']);

    await call('/savedCards/delete', second, { id: shown[0]?.id });
    expect((await entriesIn(second)).map(({ cardNumber }) => cardNumber.slice(-4))).to.deep.equal(['4444']);
    for (const { id } of await cardsOf(second)) await call('/savedCards/delete', second, { id });
  });

  /** What OCC itself has. */
  async function entriesIn(token: string): Promise<readonly { cardNumber: string }[]> {
    const response = await fetch(`${occ.url}/ccstore/v1/profiles/current/creditCards`, {
      headers: { 'x-ccsite': 'siteUS', authorization: `Bearer ${token}` },
    });
    return ((await response.json()) as { items: { cardNumber: string }[] }).items;
  }

  it('are gone from CyberSource’s vault when they are deleted', async () => {
    await save(ada, '4111111111111111');
    const [card] = await cardsOf(ada);
    const before = deletions();
    await call('/savedCards/delete', ada, { id: card?.id });
    expect(deletions().slice(before.length)).to.deep.equal(['DELETE 204']);
  });

  it('follow the vault when CyberSource notifies of a change, once, and not when the signature is wrong', async () => {
    await save(ada, '4111111111111111');
    await save(ada, '5555555555554444');
    const [changed, other] = await cardsOf(ada);
    const { token, cardProps } = (await inProfile(changed?.id ?? '')) ?? {};
    const path = `/tms/v2/customers/${cardProps?.['customerId'] ?? ''}/payment-instruments/${token ?? ''}`;
    const vault = createClient(cybersource.url);
    await vault.patch(path, { card: { expirationMonth: '03', expirationYear: '2035' } });
    const instrumentIdentifiers = [{ id: cardProps?.['instrumentId'] }];
    const payload = [{ data: { id: 'e1', type: 'tokenizedCardUpdates', _links: { instrumentIdentifiers } } }];

    const { body, headers } = aNotification('tms.networktoken.updated', payload);
    const notify = (signed: Readonly<Record<string, string>>): Promise<Response> =>
      fetch(`${api}/webhook/tokenUpdate`, { method: 'POST', body: new Uint8Array(body), headers: signed });
    expect(
      (await notify({ ...headers, 'v-c-signature': `${headers['v-c-signature'] ?? ''}x` })).status,
    ).to.equal(400);
    const forged = headers['v-c-signature']?.replace(/sig=(.)/, (_, first) =>
      first === 'A' ? 'sig=B' : 'sig=A',
    );
    expect((await notify({ ...headers, 'v-c-signature': forged ?? '' })).status).to.equal(401);
    expect((await cardsOf(ada))[0]).to.deep.equal(changed);

    expect((await notify(headers)).status).to.equal(200);
    // With a database it is answered once it is stored, and acted on then.
    let followed = await cardsOf(ada);
    while (isDeepStrictEqual(followed[0], changed)) followed = await cardsOf(ada);
    expect(followed).to.deep.equal([{ ...changed, expiryMonth: '03', expiryYear: '2035' }, other]);
    const calls = cybersource.control.calls().length;
    expect((await notify(headers)).status).to.equal(200);
    expect(cybersource.control.calls()).to.have.length(calls);

    for (const { id } of await cardsOf(ada)) await call('/savedCards/delete', ada, { id });
  });

  it('are changed in the vault and in OCC, or in neither', async () => {
    await save(ada, '4111111111111111');
    const [card] = await cardsOf(ada);
    const { token, cardProps } = (await inProfile(card?.id ?? '')) ?? {};
    const path = `/tms/v2/customers/${cardProps?.['customerId'] ?? ''}/payment-instruments/${token ?? ''}`;
    const vault = createClient(cybersource.url);
    const vaulted = async (): Promise<unknown> => {
      const { body } = await vault.get(path);
      return [
        textAt(body, 'card.expirationMonth'),
        textAt(body, 'card.expirationYear'),
        textAt(body, 'billTo.locality'),
      ];
    };
    const billingAddress = { ...address, city: 'Oakland' };
    const changed = await call('/savedCards/update', ada, {
      id: card?.id,
      expiryMonth: '06',
      expiryYear: '2033',
      billingAddress,
    });
    expect(changed).to.deep.include({
      status: 200,
      json: { ...card, expiryMonth: '06', expiryYear: '2033' },
    });
    expect(await vaulted()).to.deep.equal(['06', '2033', 'Oakland']);

    // Without the person: those who send their address without a name keep theirs.
    const { address1, city, state, postalCode, country } = billingAddress;
    const shown = { address1, city, state, postalCode, country };
    expect(await addressOf(ada, card?.id)).to.deep.equal({ status: 200, json: { billingAddress: shown } });
    const moved = { ...shown, address1: '2 Broadway' };
    await call('/savedCards/update', ada, { id: card?.id, billingAddress: moved });
    expect(await addressOf(ada, card?.id)).to.deep.equal({ status: 200, json: { billingAddress: moved } });
    const { body } = await vault.get(path);
    expect(textAt(body, 'billTo.lastName')).to.equal(address.lastName);
    expect(textAt(body, 'billTo.email')).to.equal(address.email);

    // The vault is out of reach: OCC keeps what it has.
    await vault.delete(path);
    const refused = await call('/savedCards/update', ada, {
      id: card?.id,
      expiryMonth: '07',
      expiryYear: '2034',
    });
    expect(refused.status).to.equal(404);
    expect((await cardsOf(ada))[0]).to.include({ expiryMonth: '06', expiryYear: '2033' });
    for (const wrong of [
      { expiryMonth: '06' },
      { expiryMonth: '13', expiryYear: '2033' },
      { expiryMonth: '01', expiryYear: '2020' },
      { expiryMonth: '06', expiryYear: '2033', nickname: 'Both' },
    ])
      expect((await call('/savedCards/update', ada, { id: card?.id, ...wrong })).status).to.equal(400);
    await call('/savedCards/delete', ada, { id: card?.id });
  });

  const addressOf = (token: string | undefined, id: string | undefined): Promise<Answer> =>
    call(`/savedCards/billingAddress?id=${id ?? ''}`, token);

  it('are listed without a call to the vault, which is asked for an address one card at a time', async () => {
    await save(ada, '4111111111111111');
    await save(ada, '5555555555554444');
    const { control } = cybersource;
    const before = control.calls().length;
    const [card] = await cardsOf(ada);
    expect(control.calls()).to.have.length(before);
    expect((await addressOf(ada, card?.id)).status).to.equal(200);
    expect(control.calls()).to.have.length(before + 1);
    for (const { id } of await cardsOf(ada)) await call('/savedCards/delete', ada, { id });
  });

  /** A card of Ada's with its token, as OCC keeps it. */
  async function inProfile(id: string): Promise<ProfileEntry | undefined> {
    const { url, headers } = await adaInOcc();
    const { creditCards } = (await (await fetch(url, { headers })).json()) as {
      readonly creditCards: readonly ProfileEntry[];
    };
    return creditCards.find((each) => each.repositoryId === id);
  }

  /** Adds a card as the account page does. */
  async function add(token: string, number: string, more: object = {}): Promise<Answer> {
    const keys = await call('/keys', undefined, { targetOrigin: occ.url });
    const customProperties = await typedCard(cybersource.url, keys.json as unknown as IssuedKey, number);
    return call('/savedCards/add', token, {
      additionId: randomBytes(16).toString('hex'),
      type: 'visa',
      maskedNumber: `XXXXXXXXXXXX${number.slice(-4)}`,
      nameOnCard: 'Ada Lovelace',
      expiryMonth: '12',
      expiryYear: '2031',
      billingAddress: address,
      customProperties,
      ...more,
    });
  }

  /** Ids of the payment instruments that the vault has of these shoppers' cards. */
  async function vaultHas({ token, cardProps }: ProfileEntry): Promise<boolean> {
    const path = `/tms/v2/customers/${cardProps['customerId'] ?? ''}/payment-instruments/${token}`;
    return (await createClient(cybersource.url).get(path)).status === 200;
  }

  it('are added without an order, verified with an amount of zero, in the vault and in OCC', async () => {
    const added = await add(ada, '4111111111111111', { nickname: 'Mine', isDefault: true });
    expect(added.status).to.equal(200);
    expect(added.json).to.have.property('outcome', 'saved');
    const [card] = await cardsOf(ada);
    expect(card).to.include({ last4: '1111', nickname: 'Mine', isDefault: true });
    expect(added.json['card']).to.deep.equal(card);
    expect(await vaultHas((await inProfile(card?.id ?? ''))!)).to.equal(true);

    const again = await add(ada, '4111111111111111');
    expect(again.json).to.deep.equal({ outcome: 'saved', card });
    expect(await entriesIn(ada)).to.have.lengthOf(1);
    expect(await vaultHas((await inProfile(card?.id ?? ''))!)).to.equal(true);
    await call('/savedCards/delete', ada, { id: card?.id });
  });

  it('are in neither where the card is declined', async () => {
    const declined = await add(ada, '4000000000000002');
    expect(declined.json).to.have.property('outcome', 'declined');
    expect(declined.json['message']).to.be.a('string').that.is.not.equal('');
    expect(await cardsOf(ada)).to.deep.equal([]);
  });

  it('are in neither where OCC fails after CyberSource has saved the card', async () => {
    const before = deletions();
    const { profiles } = occ.tenant;
    const keep = profiles.save.bind(profiles);
    Object.assign(profiles, {
      save: () => {
        throw new Error('OCC fails');
      },
    });
    try {
      const failed = await add(ada, '5555555555554444', { type: 'mastercard' });
      expect(failed.status).to.equal(502);
    } finally {
      Object.assign(profiles, { save: keep });
    }
    expect(await cardsOf(ada)).to.deep.equal([]);
    expect(deletions().slice(before.length)).to.deep.equal(['DELETE 204']);
  });

  it('of early releases of the replaced plugin, whose token is an instrument identifier, are authenticated and deleted', async () => {
    const bought = await createClient(cybersource.url).post(
      '/pts/v2/payments',
      aPayment({ processing: { actionList: ['TOKEN_CREATE'], actionTokenTypes: ['instrumentIdentifier'] } }),
    );
    const token = textAt(bought.body, 'tokenInformation.instrumentIdentifier.id');
    await save(ada, '4111111111111111');
    const [card] = await cardsOf(ada);
    await keepInOcc({
      repositoryId: card?.id,
      token,
      cardProps: {},
      expiryMonth: '6',
      expiryYear: '31',
    });

    const [listed] = (await call('/savedCards', ada)).json['items'] as readonly Record<string, unknown>[];
    expect(listed).to.include({ expiryMonth: '06', expiryYear: '2031', status: 'valid' });
    expect(await addressOf(ada, card?.id)).to.deep.equal({ status: 200, json: { billingAddress: {} } });
    const setUp = await call('/payerAuth/setup', ada, { savedCardId: listed?.['id'] });
    expect(setUp.status).to.equal(200);
    const before = deletions();
    expect((await call('/savedCards/delete', ada, { id: listed?.['id'] })).status).to.equal(200);
    // The identifier stands for the card's number, which other shoppers may have saved as well.
    expect(deletions().slice(before.length)).to.deep.equal([]);
    expect(await cardsOf(ada)).to.deep.equal([]);
  });

  it('are reached by their owner only, whatever another shopper claims', async () => {
    await save(ada, '4111111111111111');
    const [card] = await cardsOf(ada);
    expect(await cardsOf(second)).to.deep.equal([]);
    for (const [path, more] of [
      ['/savedCards/update', { nickname: 'Mine' }],
      ['/savedCards/delete', {}],
    ] as const) {
      const claim = { id: card?.id, profileId: '110001', ...more };
      expect((await call(path, second, claim)).status).to.equal(404);
      expect((await call(path, undefined, claim)).status).to.equal(401);
      expect((await call(path, 'a-token-that-nobody-issued', claim)).status).to.equal(401);
    }
    expect((await call('/savedCards', undefined)).status).to.equal(401);
    expect((await addressOf(ada, card?.id)).status).to.equal(200);
    expect((await addressOf(second, card?.id)).status).to.equal(404);
    expect((await addressOf(undefined, card?.id)).status).to.equal(401);
    expect((await addressOf('a-token-that-nobody-issued', card?.id)).status).to.equal(401);
    for (const wrong of ['', '../orders', 'usercc1&id=']) {
      expect((await addressOf(second, wrong)).status, wrong).to.be.oneOf([400, 404]);
    }
    expect(await cardsOf(ada)).to.deep.equal([card]);
  });

  for (const wrong of [
    {},
    { id: '../orders' },
    { id: 'usercc1' },
    { id: 'usercc1', isDefault: false },
    { id: 'usercc1', nickname: ' ' },
    { id: 'usercc1', nickname: 'x'.repeat(43) },
  ]) {
    it(`are not changed by ${JSON.stringify(wrong)}`, async () => {
      expect((await call('/savedCards/update', ada, wrong)).status).to.equal(400);
    });
  }

  /** Ada's profile in OCC's admin API. */
  async function adaInOcc(): Promise<{ readonly url: string; readonly headers: Record<string, string> }> {
    const login = await fetch(`${occ.url}/ccadmin/v1/login`, {
      method: 'POST',
      headers: { authorization: 'Bearer sandbox-application-key' },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const admin = ((await login.json()) as { access_token: string }).access_token;
    const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' };
    const profiles = `${occ.url}/ccadmin/v1/profiles`;
    const listed = (await (await fetch(profiles, { headers })).json()) as {
      readonly items: readonly { readonly id: string; readonly email: string }[];
    };
    const id = listed.items.find(({ email }) => email === 'shopper@example.com')?.id ?? '';
    return { url: `${profiles}/${id}`, headers };
  }

  /** What OCC has of Ada's only card, as another program has left it there. */
  async function keepInOcc(card: object): Promise<void> {
    const { url, headers } = await adaInOcc();
    await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ creditCards: [card] }) });
  }

  function deletions(): readonly string[] {
    return cybersource.control
      .calls()
      .filter(({ method }) => method === 'DELETE')
      .map(({ method, status }) => `${method} ${String(status)}`);
  }
});

/** A saved card in OCC's admin API. */
interface ProfileEntry {
  readonly repositoryId: string;
  readonly token: string;
  readonly cardProps: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}
