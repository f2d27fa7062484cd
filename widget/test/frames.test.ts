import { expect } from 'chai';

// Imported by its address: the file is typed for browsers.
const { createDeviceDataCollection, createOpenStepUp } = (await import(
  new URL('../src/payer-authentication/frames.ts', import.meta.url).href
)) as {
  readonly createDeviceDataCollection: (page: object, schedule: object) => (setup: object) => Promise<void>;
  readonly createOpenStepUp: (
    page: object,
  ) => (frame: object, stepUp: object, done: (id: string) => void) => () => void;
};

interface Posted {
  readonly method: string;
  readonly action: string;
  readonly target: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A page of the shop, as far as frames and forms go. */
class Page {
  readonly posted: Posted[] = [];
  readonly listeners = new Set<(message: object) => void>();
  readonly inPage = new Set<object>();
  readonly location = { href: 'https://shop.test/checkout' };
  readonly document = {
    body: { append: (element: object) => void this.inPage.add(element) },
    createElement: (name: string) => this.#create(name),
  };

  addEventListener(type: string, listener: (message: object) => void): void {
    expect(type).to.equal('message');
    this.listeners.add(listener);
  }

  removeEventListener(type: string, listener: (message: object) => void): void {
    expect(type).to.equal('message');
    this.listeners.delete(listener);
  }

  say(message: object): void {
    for (const listener of [...this.listeners]) listener(message);
  }

  #create(name: string): object {
    const inputs: { name: string; value: string; type: string }[] = [];
    const element: Record<string, unknown> = {
      name: '',
      ownerDocument: this.document,
      contentWindow: name === 'iframe' ? { name: '' } : null,
      append: (input: (typeof inputs)[number]) => void inputs.push(input),
      remove: () => void this.inPage.delete(element),
      submit: () => {
        expect(this.inPage.has(element), 'a form outside the page sends nothing').to.equal(true);
        expect(inputs.every(({ type }) => type === 'hidden')).to.equal(true);
        this.posted.push({
          method: element['method'] as string,
          action: element['action'] as string,
          target: element['target'] as string,
          fields: Object.fromEntries(inputs.map((input) => [input.name, input.value])),
        });
      },
    };
    return element;
  }

  frame(): { hidden?: boolean; contentWindow: { name: string } } {
    return this.document.createElement('iframe') as never;
  }
}

describe('The frame in which the issuer’s partner collects device data', () => {
  const ADDRESS = 'https://partner.test/collect';
  const setup = { accessToken: 'J1', deviceDataCollectionUrl: ADDRESS };

  function collecting(of = setup) {
    const page = new Page();
    const waits: { work: () => void; ms: number; isOff: boolean }[] = [];
    const schedule = (work: () => void, ms: number) => {
      const wait = { work, ms, isOff: false };
      waits.push(wait);
      return () => void (wait.isOff = true);
    };
    let isOver = false;
    const over = createDeviceDataCollection(page, schedule)(of).then(() => (isOver = true));
    const [frame = expect.fail()] = page.inPage as unknown as Iterable<ReturnType<Page['frame']>>;
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    return { page, waits, frame, over, isOver: async () => (await settle(), isOver) };
  }
  const COMPLETED = JSON.stringify({ MessageType: 'profile.completed', Status: true });

  it('is hidden, is sent the token by POST, and is given ten seconds', async () => {
    const { page, waits, frame, isOver } = collecting();
    expect(frame.hidden).to.equal(true);
    expect(frame.contentWindow.name).to.match(/\S/);
    expect(page.posted).to.deep.equal([
      { method: 'POST', action: ADDRESS, target: frame.contentWindow.name, fields: { JWT: 'J1' } },
    ]);
    expect(page.inPage.size, 'the form is gone').to.equal(1);
    expect(waits.map(({ ms }) => ms)).to.deep.equal([10_000]);
    expect(await isOver()).to.equal(false);
  });

  it('is gone when the partner says that it is done, and no other frame can say so', async () => {
    const { page, waits, frame, isOver } = collecting();
    for (const message of [
      { origin: 'https://evil.test', source: frame.contentWindow, data: COMPLETED },
      { origin: 'https://partner.test', source: {}, data: COMPLETED },
      { origin: 'https://partner.test', source: frame.contentWindow, data: 'hello' },
    ])
      page.say(message);
    expect(await isOver()).to.equal(false);
    page.say({ origin: 'https://partner.test', source: frame.contentWindow, data: COMPLETED });
    expect(await isOver()).to.equal(true);
    expect([page.inPage.size, page.listeners.size, waits[0]?.isOff]).to.deep.equal([0, 0, true]);
  });

  it('is gone after its time', async () => {
    const { page, waits, isOver } = collecting();
    waits[0]?.work();
    expect(await isOver()).to.equal(true);
    expect([page.inPage.size, page.listeners.size]).to.deep.equal([0, 0]);
  });

  it('is sent nothing at an address that is not safe', () => {
    const { page } = collecting({
      accessToken: 'J1',
      deviceDataCollectionUrl: 'javascript:alert(1)',
    });
    expect(page.posted).to.deep.equal([]);
  });
});

describe('The frame with the issuer’s page', () => {
  function opened() {
    const page = new Page();
    const frame = page.frame();
    const ids: string[] = [];
    const stepUp = { stepUpUrl: 'https://issuer.test/challenge', accessToken: 'J2' };
    const stop = createOpenStepUp(page)(frame, stepUp, (id) => void ids.push(id));
    return { page, frame, ids, stop };
  }

  it('is sent the token by POST', () => {
    const { page, frame } = opened();
    expect(page.posted).to.deep.equal([
      {
        method: 'POST',
        action: 'https://issuer.test/challenge',
        target: frame.contentWindow.name,
        fields: { JWT: 'J2' },
      },
    ]);
  });

  const done = { messageType: 'transactionValidation', message: 'T1' };

  it('gives the id of the transaction when our own page speaks in it, once', () => {
    const { page, frame, ids } = opened();
    for (let nth = 0; nth < 2; nth += 1)
      page.say({ origin: 'https://shop.test', source: frame.contentWindow, data: done });
    expect(ids).to.deep.equal(['T1']);
    expect(page.listeners.size).to.equal(0);
  });

  it('is listened to until it is told to stop', () => {
    const { page, frame, ids, stop } = opened();
    page.say({ origin: 'https://issuer.test', source: frame.contentWindow, data: done });
    page.say({ origin: 'https://shop.test', source: {}, data: done });
    page.say({ origin: 'https://shop.test', source: frame.contentWindow, data: 'hello' });
    expect(ids).to.deep.equal([]);
    expect(page.listeners.size).to.equal(1);
    stop();
    expect(page.listeners.size).to.equal(0);
  });
});
