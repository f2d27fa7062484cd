import { expect } from 'chai';
import { faultOfMethod } from '../../../src/methods/method/method-fault.ts';

const fault = (setting: string) => ({ setting, problem: `${setting} is wrong` }) as never;

describe('A fault in the settings of a method', () => {
  it('is the first of those whose names begin with its type, in any case', () => {
    const faults = [
      fault('merchantID'),
      fault('applePayMerchantId'),
      fault('applePayDisplayName'),
      fault('GooglePayEnvironment'),
    ];
    expect(faultOfMethod('applepay', { faults })).to.have.property('setting', 'applePayMerchantId');
    expect(faultOfMethod('googlePay', { faults })).to.have.property('setting', 'GooglePayEnvironment');
    expect(faultOfMethod('card', { faults })).to.equal(undefined);
  });
});
