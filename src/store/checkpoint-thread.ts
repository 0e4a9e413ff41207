import { workerData } from 'node:worker_threads'
import SQLite from 'better-sqlite3'
import { states, type Shared } from './checkpoints.js'

const { file, state }: Shared = workerData

/** Copies what is in the write-ahead log and in nobody's way: readers and the writer go on meanwhile. */
function checkpoint(): void {
  const db = new SQLite(file, { fileMustExist: true })
  try {
    db.pragma('wal_checkpoint(PASSIVE)')
  } finally {
    db.close()
  }
}

while (Atomics.load(state, 0) !== states.over) {
  if (Atomics.load(state, 0) === states.wanted) {
    checkpoint()
    Atomics.compareExchange(state, 0, states.wanted, states.idle)
    Atomics.notify(state, 0)
  }
  Atomics.wait(state, 0, states.idle)
}
