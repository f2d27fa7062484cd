import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import { type DeskMachine, REVIEWED, startDeskMachine } from '../../browser/desk/desk-machine.ts';
import { visitDesk } from '../../browser/desk/desk-states.ts';
import { LAUNCH_TIMEOUT_MS } from '../../browser/launch.ts';
import { closePages, sharedBrowser } from '../../browser/shared-browser.ts';
import { violationsOn } from '../accessibility.ts';

const DAY_MS = 86_400_000;

describe('the order management in a browser, over both sandboxes', function () {
  this.timeout(LAUNCH_TIMEOUT_MS);
  let browser: Browser;
  let machine: DeskMachine;
  let page: Page;
  let problems: string[];

  before(async () => {
    [browser, machine] = await Promise.all([sharedBrowser(), startDeskMachine()]);
  });
  after(async () => {
    await closePages();
    await machine.close();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(15_000);
    problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
  });
  afterEach(async () => {
    const { control } = machine.cybersource;
    control.setSearchLagMs(0);
    control.clearFaults();
    machine.goAhead(0);
    await page.context().close();
    expect(problems).to.deep.equal([]);
  });

  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
  const open = (path: string): Promise<unknown> => page.goto(`${machine.occ.url}${path}`);
  const notice = (text: string): Promise<void> => page.locator('.said .notice', { hasText: text }).waitFor();

  async function openOrder(orderId: string): Promise<void> {
    await open(`/oms/${orderId}`);
    await button('Capture').or(button('Refund')).first().waitFor();
  }

  /** Chooses an operation, types the amount and asks for the steps. */
  async function plan(operation: string, amount?: string): Promise<readonly string[]> {
    await button(operation).click();
    if (amount !== undefined) await page.locator('.operation input').fill(amount);
    await button('Show the steps').click();
    await page.locator('.plan').waitFor();
    return page.locator('.plan li').allInnerTexts();
  }

  const confirm = (): Promise<void> => button(/^Confirm: /).click();

  async function carryOut(operation: string, amount?: string): Promise<void> {
    await plan(operation, amount);
    await confirm();
  }

  /** Waits until the payment's sums have these values. */
  const sumsAre = async (sums: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, amount] of Object.entries(sums))
      await page
        .locator('.payment .sums div', { has: page.locator(`dt:text-is("${name}")`) })
        .locator(`dd:text-is("${amount}")`)
        .waitFor();
  };

  const booked = (orderId: string): readonly string[] =>
    machine.cybersource
      .ledger({ reference: orderId })
      .flatMap(({ transactions }) => transactions.map(({ kind }) => kind));

  it('finds a payment, shows the steps of a capture, captures in parts and refunds one of them', async () => {
    const orderId = await machine.order();
    await open('/oms/payments');
    await page.getByLabel('Order id').fill(orderId);
    await button('Search').click();
    await page.locator('.found-payment').click();
    await button('Capture').waitFor();
    await sumsAre({ Authorized: '125.75', Captured: '0.00', Available: '125.75' });

    expect(await plan('Capture', '100')).to.have.length(1);
    expect(await page.locator('.plan').innerText()).to.match(/Capture: 100\.00 USD of \d+, capture number 1/);
    expect(booked(orderId)).to.deep.equal(['payment']);
    await confirm();
    await notice('Captured 100.00 USD.');
    await sumsAre({ Captured: '100.00', Available: '25.75' });
    await carryOut('Capture');
    await notice('Captured 25.75 USD.');
    expect(await button('Capture').count()).to.equal(0);

    await button('Refund').click();
    const captures = await page.getByLabel('Of which capture').locator('option').allInnerTexts();
    expect(captures.map((label) => label.split(' of ')[0])).to.deep.equal(['25.75 USD', '100.00 USD']);
    await page.getByLabel('Of which capture').selectOption({ index: 1 });
    await page.getByLabel(/Refund up to 125\.75/).fill('0.5');
    await button('Show the steps').click();
    await confirm();
    await notice('Refunded 0.50 USD.');
    await sumsAre({ Captured: '125.75', Refunded: '0.50', Available: '0.00' });
    expect(booked(orderId)).to.deep.equal(['payment', 'capture', 'capture', 'refund']);

    // The order management writes what it did into OCC's order.
    const [group] = machine.occ.tenant.orders.require(orderId).paymentGroups;
    expect(group?.state).to.equal('SETTLED');
    expect(group?.debitStatus.map(({ amount }) => amount)).to.deep.equal([10_000, 2_575]);
    const [credit] = group?.creditStatus ?? [];
    expect(credit?.amount).to.equal(50);
    expect(credit?.statusProps['refundOf']).to.equal(group?.debitStatus[0]?.transactionId);
    await button('Cancel and refund 125.25 USD').waitFor();
  });

  it('shows both steps of what cancels a payment that was captured in part, and holds less or more', async () => {
    const orderId = await machine.order();
    await openOrder(orderId);
    await carryOut('Increment', '10');
    await sumsAre({ Authorized: '135.75' });
    await carryOut('Reduce', '5.75');
    await sumsAre({ Authorized: '135.75', Reversed: '5.75', Available: '130.00' });
    await carryOut('Capture', '30');
    await sumsAre({ Captured: '30.00' });
    const steps = await plan('Reverse');
    expect(steps).to.have.length(2);
    expect(steps.join(' '))
      .to.include('Reverse the authorization: 100.00 USD')
      .and.match(/(Refund|Void): 30\.00 USD/);
    await confirm();
    await notice('Reversed 130.00 USD.');
    await sumsAre({ Available: '0.00' });
    await page.getByText('Nothing can be done with it now.').waitFor();
  });

  it('drops a plan when the amount is changed, and asks for nothing that is no amount', async () => {
    const orderId = await machine.order();
    await openOrder(orderId);
    await plan('Capture', '10');
    await page.getByLabel(/Capture up to/).fill('11');
    expect(await button(/^Confirm: /).count()).to.equal(0);
    await page.getByLabel(/Capture up to/).fill('1.234');
    await button('Show the steps').click();
    await page.locator('.field-error:has-text("up to 2 decimals")').waitFor();
    await page.getByLabel(/Capture up to/).fill('500');
    await button('Show the steps').click();
    await page.locator('.operation .field-error:not(:empty)').waitFor();
    expect(await page.locator('.operation .field-error').innerText()).to.include('125.75');
    expect(booked(orderId)).to.deep.equal(['payment']);
  });

  it('says that a capture is under way, follows the journal meanwhile and sends it once', async () => {
    const orderId = await machine.order();
    await openOrder(orderId);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/v2/capture', async (route) => {
      const response = await route.fetch();
      await held;
      await route.fulfill({ response });
    });
    await carryOut('Capture', '100');
    await notice('Capturing 100.00 USD: waiting for CyberSource.');
    await page.waitForFunction(`document.querySelector('.progress .seconds').textContent === '2 s'`);
    await page.locator('.step-row:has-text("Capture"):has-text("pending")').first().waitFor();
    const confirmation = button(/^Confirm: /);
    if ((await confirmation.count()) > 0) {
      expect(await confirmation.getAttribute('aria-disabled')).to.equal('true');
      await confirmation.click({ force: true });
    }
    expect(await violationsOn(page)).to.deep.equal([]);
    release();
    await notice('Captured 100.00 USD.');
    await page.locator('.said .progress').waitFor({ state: 'detached' });
    expect(booked(orderId)).to.deep.equal(['payment', 'capture']);
  });

  it('asks again after an unknown answer until the true state is known, and writes it back', async () => {
    const orderId = await machine.order();
    await openOrder(orderId);
    const { control } = machine.cybersource;
    control.setSearchLagMs(3_000);
    control.orderFault({ fault: 'reset-after-commit', on: 'capture' });
    await carryOut('Capture', '100');
    await page
      .locator('.payment .unknown', { hasText: 'Not known yet: the capture of 100.00 USD.' })
      .waitFor();
    await sumsAre({ Captured: '0.00', Pending: '100.00', Available: '25.75' });
    expect(await page.locator('.payment .unknown').innerText()).to.include('asks the extension every second');
    await page
      .locator('.payment .success', { hasText: 'Known now: the capture of 100.00 USD was carried out.' })
      .waitFor();
    await sumsAre({ Captured: '100.00', Pending: '0.00', Available: '25.75' });
    expect(booked(orderId)).to.deep.equal(['payment', 'capture']);
    const debits = (): unknown =>
      machine.occ.tenant.orders.require(orderId).paymentGroups[0]?.debitStatus.map(({ amount }) => amount);
    for (let patience = 100; patience > 0 && JSON.stringify(debits()) !== '[10000]'; patience -= 1)
      await page.waitForTimeout(50);
    expect(debits()).to.deep.equal([10_000]);
  });

  it('shows what was carried out when the extension’s answer is lost on the way to the page', async () => {
    const orderId = await machine.order();
    await openOrder(orderId);
    await page.route('**/v2/capture', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await carryOut('Capture', '100');
    await notice('No answer came to this: capture, 100.00 USD.');
    await sumsAre({ Captured: '100.00' });
  });

  it('shows why the extension refused, at the form', async () => {
    const orderId = await machine.order();
    await openOrder(orderId);
    await plan('Capture', '100');
    machine.cybersource.control.addTrigger({
      when: { reference: orderId },
      on: 'capture',
      outcome: { kind: 'refuse', reason: 'EXCEEDS_AUTH_AMOUNT' },
      description: 'refuses captures of this order',
    });
    await confirm();
    await page.locator('.operation .field-error:has-text("EXCEEDS_AUTH_AMOUNT")').waitFor();
    await sumsAre({ Captured: '0.00', Available: '125.75' });
    machine.cybersource.control.clearTriggers();
  });

  it('searches by ids, state, amount and time, and turns pages', async function () {
    this.timeout(120_000);
    const orders: string[] = [];
    for (let count = 0; count < 12; count += 1) orders.push(await machine.order());
    const last = orders.at(-1) ?? '';
    await openOrder(last);
    await carryOut('Capture', '77.01');
    await notice('Captured 77.01 USD.');
    const ids = await page.locator('.step-row:has-text("Capture") .mono').allInnerTexts();
    const found = page.locator('.found-payment');
    const search = async (fields: Readonly<Record<string, string>>): Promise<void> => {
      await open('/oms/payments');
      await found.first().waitFor();
      for (const [name, value] of Object.entries(fields)) {
        const field = page.locator(`.search [name="${name}"]`);
        if (name === 'state' || name === 'currencyCode') await field.selectOption(value);
        else await field.fill(value);
      }
      await button('Search').click();
    };
    const onlyLast = async (): Promise<void> => {
      await page.waitForFunction(`document.querySelectorAll('.found-payment').length === 1`);
      expect(await found.innerText()).to.include(`Order ${last}`);
    };
    await search({ requestId: ids[0] ?? '' });
    await onlyLast();
    await search({ merchantTransactionId: ids[1] ?? '' });
    await onlyLast();
    await search({ amount: '77.01', currencyCode: 'USD' });
    await onlyLast();
    await search({ orderId: last, state: 'PartiallyCaptured' });
    await onlyLast();
    await search({ from: '2020-01-01T00:00', to: '2020-01-02T00:00' });
    await page.getByText('No payment on this page fits.').waitFor();
    await search({ amount: '77.01' });
    await page.locator('.notice.error:has-text("currencyCode")').waitFor();
    await search({ lastDigits: '12' });
    await page.locator('.notice.error:has-text("last four digits")').waitFor();

    await button('Clear').click();
    await page.waitForFunction(`document.querySelectorAll('.found-payment').length === 10`);
    const first = await found.first().innerText();
    await button('Next page').click();
    await page.getByText('Page 2', { exact: true }).waitFor();
    expect(await found.first().innerText()).not.to.equal(first);
    await button('Previous page').click();
    await page.getByText('Page 1', { exact: true }).waitFor();
    expect(await found.first().innerText()).to.equal(first);
  });

  it('accepts a review with a comment, whereupon the payment can be captured', async () => {
    const orderId = await machine.order(REVIEWED);
    await open('/oms/reviews');
    const review = page.locator('.case', { hasText: `Order ${orderId}` });
    expect(await review.innerText()).to.match(/Time left\s+9 days/);
    await review.getByRole('button', { name: /^Accept/ }).click();
    await review.locator('.field-error:has-text("Say why")').waitFor();
    await review.getByLabel('Comment').fill('Called the customer');
    await review.getByRole('button', { name: /^Accept/ }).click();
    await notice(`The payment of order ${orderId} is accepted.`);
    await review.waitFor({ state: 'detached' });
    const decided = machine.cybersource.control.cases('testrest').at(-1)?.decision;
    expect(JSON.stringify(decided)).to.include('ACCEPT');
    await openOrder(orderId);
    await carryOut('Capture');
    await notice('Captured 125.75 USD.');
  });

  it('rejects a review, whereupon the hold is reversed', async () => {
    const orderId = await machine.order(REVIEWED);
    await open('/oms/reviews');
    const review = page.locator('.case', { hasText: `Order ${orderId}` });
    await review.getByLabel('Comment').fill('Stolen card');
    await review.getByRole('button', { name: /^Reject/ }).click();
    await notice(`The payment of order ${orderId} is rejected, and its hold is reversed.`);
    expect(booked(orderId)).to.deep.equal(['payment', 'reversal']);
  });

  it('compares the books of a day, downloads the cases and closes one with a reason', async () => {
    const orderId = await machine.order();
    await openOrder(orderId);
    await carryOut('Capture');
    await notice('Captured 125.75 USD.');
    const { control } = machine.cybersource;
    control.closeBatch();
    const capture = control
      .settlements('testrest')
      .find(({ transaction }) => transaction.reference === orderId)?.transaction.id;
    control.changeSettlement(capture ?? '', {
      rejected: { reasonCode: '241', errorText: 'Invalid account' },
    });

    await open('/oms/settlement');
    await page.getByText('were not compared yet').waitFor();
    await page.getByLabel('Day').fill(new Date().toISOString().slice(0, 10));
    await button('Compare the books').click();
    await page.locator('.said .error').waitFor();

    machine.goAhead(DAY_MS);
    await button('Compare the books').click();
    const difference = page.locator('.case', { hasText: `Order ${orderId}` });
    await difference.waitFor();
    expect(await difference.innerText())
      .to.include('Rejected by acquirer')
      .and.include('Invalid account');
    const [file] = await Promise.all([page.waitForEvent('download'), button('Download as CSV').click()]);
    expect(file.suggestedFilename()).to.match(/^settlement-\d{4}-\d\d-\d\d\.csv$/);
    const lines = await new Response((await file.createReadStream()) as never).text();
    expect(lines).to.include('rejected-by-acquirer').and.include(orderId);

    await difference.getByRole('button', { name: /^Close the case/ }).click();
    await difference.locator('.field-error:has-text("Say why")').waitFor();
    await difference.getByLabel('Reason for closing it').fill('Captured again');
    await difference.getByRole('button', { name: /^Close the case/ }).click();
    await notice(`The case of order ${orderId} is closed.`);
    expect(await difference.innerText()).to.match(/Closed by .+: Captured again/);
  });

  it('says what a cancellation would do, cancels, and OCC voids the payment', async () => {
    const orderId = await machine.order();
    await openOrder(orderId);
    await button('Cancel the order').click();
    await notice(`Order ${orderId} is cancelled.`);
    await page.locator('.delivery:has-text("Void (0110)")').waitFor();
    expect(await page.locator('.order-head').innerText()).to.contain('This order is cancelled.');
    await sumsAre({ Reversed: '125.75', Available: '0.00' });
  });

  it('sends a webhook again and compares the two answers byte for byte, beside the order and in the journal', async () => {
    const orderId = await machine.order();
    await openOrder(orderId);
    await button(/^Send again/).click();
    await page.locator('.deliveries .success:has-text("byte for byte")').waitFor();
    await page.locator('.step-row:has-text("Payment"):has-text("authorized")').waitFor();
    await open('/journal');
    const inJournal = page.locator('.chronicle .card', { hasText: `Order ${orderId}` });
    await inJournal.locator('.step-row').first().waitFor();
    await inJournal.locator('text=Send again').first().click();
    await inJournal.locator('.success:has-text("byte for byte")').waitFor();
    expect(await violationsOn(page)).to.deep.equal([]);
  });

  for (const [colorScheme, width] of [
    ['light', 390],
    ['dark', 390],
    ['light', 1280],
    ['dark', 1280],
  ] as const)
    it(`has no accessibility violation in any state, and fits, ${colorScheme} at ${width} px`, async function () {
      this.timeout(120_000);
      const found: string[] = [];
      const viewport = { width, height: 900 };
      await visitDesk(browser, machine, { viewport, colorScheme }, async (state, shown) => {
        const isWide = await shown.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
        found.push(
          ...(await violationsOn(shown)).map((violation) => `${state}: ${violation}`),
          ...(isWide ? [`${state}: the page scrolls sideways`] : []),
        );
      });
      expect(found).to.deep.equal([]);
    });
});
