import { appliedRateRoutes } from './routes/applied-rates.ts';
import { creditNoteRoute } from './routes/credit-note.ts';
import { documentRoutes } from './routes/document.ts';
import { explanationRoute } from './routes/explanation.ts';
import { previewRoute } from './routes/preview.ts';
import { priceEffectsRoute } from './routes/price-effects.ts';
import { runRoute } from './routes/run.ts';

/** What opens, previews and puts right a bill. */
export const routes = [
  ...appliedRateRoutes,
  ...documentRoutes,
  explanationRoute,
  previewRoute,
  creditNoteRoute,
  runRoute,
  priceEffectsRoute,
];
