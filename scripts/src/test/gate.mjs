/** For a process of tests that has to wait for another: its files are loaded and counted, and it begins when its input ends. */
import { finished } from 'node:stream/promises';

export const mochaHooks = {
  async beforeAll() {
    this.timeout(0);
    await finished(process.stdin.resume());
  },
};
