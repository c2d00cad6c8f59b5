import type { Effect } from '../events/subscriber.ts';
import type { AnyResource, Resource } from '../tmf/resource.ts';
import { exportAll } from './export.ts';
import { goOnImporting } from './import.ts';
import type { StoredExportJob, StoredImportJob } from './job.ts';

/** What a catalogue's `events.ts` does: its own jobs run when they are made, an import until its file ends. */
export const jobEffects = (
  kinds: readonly AnyResource[],
  importJob: Resource<StoredImportJob>,
  exportJob: Resource<StoredExportJob>,
): Readonly<Record<string, Effect>> => ({
  ImportJobCreateEvent: goOnImporting(kinds, importJob),
  ImportJobProgressEvent: goOnImporting(kinds, importJob),
  ExportJobCreateEvent: exportAll(kinds, exportJob),
});
