import { demonstrate } from './demo.ts';
import { failing, runningSystem } from './settings.ts';

const main = (): Promise<void> => demonstrate({ ...runningSystem(), metered: true, listens: true });

main().catch(failing);
