import { workerData } from 'node:worker_threads'
import SQLite from 'better-sqlite3'
import { states, type Shared } from './checkpoints.js'

const { file, state }: Shared = workerData

/**
 * Copies what is in the write-ahead log: most of it while readers and the writer go on, then what was written meanwhile, for which
 * the writer stands still, so that it begins the log anew. Without the second step the log would grow until a commit of
 * the writer's own does all that.
 */
function checkpoint(): void {
  const db = new SQLite(file, { fileMustExist: true })
  try {
    db.pragma('wal_checkpoint(PASSIVE)')
    Atomics.compareExchange(state, 0, states.wanted, states.ending)
    db.pragma('wal_checkpoint(RESTART)')
  } finally {
    db.close()
  }
}

while (Atomics.load(state, 0) !== states.over) {
  if (Atomics.load(state, 0) === states.wanted) {
    checkpoint()
    Atomics.compareExchange(state, 0, states.ending, states.idle)
    Atomics.notify(state, 0)
  }
  Atomics.wait(state, 0, states.idle)
}
