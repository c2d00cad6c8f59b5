/**
 * What a function's thread runs: `worker.ts` and what it imports as one plain script, made with the assembly. With types to
 * strip, each thread would take 60 ms of processor time more to start.
 */
export const workerScript = '.strowger/runtime/worker.cjs';

/** Where the engine keeps what it has compiled of the script and of the bundles: a third off each start of a thread. */
export const compileCache = '.strowger/runtime/compiled';
