import { expect } from 'chai';
import { startRig, type Answer, type Rig } from './rig.ts';

interface Region {
  readonly repositoryId: string;
  readonly widgets: readonly { readonly repositoryId: string; readonly descriptor: { widgetType: string } }[];
}

describe('what an administrator of OCC places and ticks', () => {
  let rig: Rig;
  let admin: Record<string, string>;

  beforeEach(async () => {
    rig = await startRig();
    admin = await rig.login('ccadmin');
  });
  afterEach(() => rig.close());

  const get = (path: string): Promise<Answer> => rig.call('GET', `/ccadmin/v1${path}`, undefined, admin);
  const put = (path: string, body: object): Promise<Answer> =>
    rig.call('PUT', `/ccadmin/v1${path}`, body, admin);
  const typesOn = async (layout: string): Promise<readonly string[]> => {
    const { body } = await get(`/layouts/${layout}/structure`);
    return (body['layout'] as { regions: Region[] }).regions.flatMap(({ widgets }) =>
      widgets.map(({ descriptor }) => descriptor.widgetType),
    );
  };

  it('has our widgets on checkout and profile of a shop that is set up', async () => {
    const { body } = await get('/layouts');
    expect(
      (body['items'] as { repositoryId: string }[]).map(({ repositoryId }) => repositoryId),
    ).to.include.members(['checkoutLayout', 'profileLayout']);
    expect(await typesOn('checkoutLayout'))
      .to.include('cybersourcePayment')
      .and.not.to.include('paymentDetails');
    expect(await typesOn('profileLayout')).to.include('cybersourceSavedCards');
  });

  it('puts instances into a region in their order, and leaves the others alone', async () => {
    const { body } = await get('/widgetDescriptors/instances');
    const instances = (body['items'] as { instances: { id: string }[] }[]).flatMap((item) => item.instances);
    expect(instances.map(({ id }) => id)).to.include.members([
      'cybersourcePayment_inst',
      'checkoutPaymentDetailsInst',
    ]);
    const widgets = ['checkoutPaymentDetailsInst', 'cybersourcePayment_inst'].map((repositoryId) => ({
      repositoryId,
    }));
    const layout = { regions: [{ repositoryId: 'checkoutBody', widgets }] };
    expect((await put('/layouts/checkoutLayout/structure', { layout })).status).to.equal(200);
    expect(await typesOn('checkoutLayout')).to.deep.equal([
      'paymentDetails',
      'cybersourcePayment',
      'orderSummary',
    ]);
  });

  it('refuses layouts, regions and instances that there are not, and changes nothing', async () => {
    const before = await typesOn('checkoutLayout');
    expect((await get('/layouts/noLayout/structure')).status).to.equal(400);
    for (const region of [
      { repositoryId: 'noRegion', widgets: [] },
      { repositoryId: 'checkoutBody', widgets: [{ repositoryId: 'noInstance' }] },
    ])
      expect(
        (await put('/layouts/checkoutLayout/structure', { layout: { regions: [region] } })).status,
      ).to.equal(400);
    expect(await typesOn('checkoutLayout')).to.deep.equal(before);
  });

  it('is listed as not published, each once, until everything is published', async () => {
    const names = async (): Promise<readonly unknown[]> =>
      ((await get('/publishingChanges')).body['items'] as { displayName: string }[]).map(
        ({ displayName }) => displayName,
      );
    expect(await names()).to.deep.equal([]);
    const layout = { regions: [{ repositoryId: 'checkoutBody', widgets: [] }] };
    for (let nth = 0; nth < 2; nth += 1) await put('/layouts/checkoutLayout/structure', { layout });
    await put('/merchant/paymentTypes', { paymentTypes: ['visa'] });
    expect(await names()).to.deep.equal(['Checkout Layout', 'Payment Types']);
    const publish = '/ccadmin/v1/publishingChangeLists/publish';
    expect((await rig.call('POST', publish, {}, admin)).status).to.equal(400);
    expect((await rig.call('POST', publish, { operationType: 'publish' }, admin)).status).to.equal(200);
    expect(await names()).to.deep.equal([]);
  });

  it('shows shoppers the brands that are ticked, and no others', async () => {
    const brands = async (): Promise<readonly unknown[]> => {
      const { body } = await rig.call('GET', '/ccstore/v1/payment/types');
      return Object.values(body).map((card) => (card as { code: string }).code);
    };
    expect(await brands())
      .to.include('amex')
      .and.not.to.include('generic');
    const { body } = await put('/merchant/paymentTypes', { paymentTypes: ['visa'] });
    expect((body['items'] as { code: string }[]).map(({ code }) => code)).to.deep.equal(['visa']);
    expect(await brands()).to.deep.equal(['visa']);
    const ticked = await get('/merchant/paymentTypes?enabledOnly=true');
    expect(ticked.body['items']).to.have.length(1);
    const all = await get('/merchant/paymentTypes');
    expect(all.body['items']).to.have.length(7);
    expect((await put('/merchant/paymentTypes', { paymentTypes: ['bitcoin'] })).status).to.equal(400);
    expect(await brands()).to.deep.equal(['visa']);
  });
});
