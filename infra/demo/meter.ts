import type { Client } from './client.ts';
import { CallFailed } from './client.ts';
import { Meter } from './cost.ts';

/** Something else may keep the system busy, like the listener of a run that was broken off: it is told for hours. */
const settled = async (admin: Client, say: (text: string) => void): Promise<void> => {
  try {
    await admin.send('POST', '/_local/idle', {});
  } catch (error) {
    if (!(error instanceof CallFailed && error.status === 504)) throw error;
    say('The system is busy with something else too, which is metered together with the order.');
  }
};

/** The embedded runtime meters what it does, once nothing is under way; other endpoints have no such meter. */
export const readMeter = async (admin: Client, say: (text: string) => void): Promise<Meter> => {
  await settled(admin, say);
  return Meter.parse(await admin.send('GET', '/_local/meter'));
};
