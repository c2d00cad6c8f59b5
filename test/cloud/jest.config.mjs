import base from '../../jest.config.mjs';

/** The journeys that need nothing but HTTP run on what is deployed too. */
export default {
  ...base,
  rootDir: '../..',
  testMatch: [
    '<rootDir>/test/journeys/order.test.ts',
    '<rootDir>/test/journeys/usage-to-bill.test.ts',
    '<rootDir>/test/operate/trace.test.ts',
    '<rootDir>/test/cloud/*.cloud.ts',
  ],
  testTimeout: 120_000,
};
