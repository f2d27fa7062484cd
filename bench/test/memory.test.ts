import { expect } from 'chai';
import { growthPerPayment, type MemorySample, toMemoryTable } from '../src/measurements/memory.ts';

const sample = (payments: number, kilobytes: number): MemorySample => ({
  payments,
  kept: kilobytes * 1024,
  residentMegabytes: undefined,
});

describe('the memory table', () => {
  const samples = [sample(10_000, 90_000), sample(20_000, 40_000), sample(60_000, 44_000)];

  it('reckons what a payment leaves behind from the second sample on', () => {
    expect(growthPerPayment(samples)).to.equal((4_000 * 1024) / 40_000);
    expect(growthPerPayment(samples.slice(0, 2))).to.be.NaN;
  });

  it('has a row for each sample and the slope below', () => {
    expect(toMemoryTable(samples).split('\n')).to.have.length(2 + samples.length + 2);
    expect(toMemoryTable(samples)).to.contain('0.100 KB a payment');
  });
});
