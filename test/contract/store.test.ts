import { onTestFinished } from 'vitest'
import { Store } from '../../src/store/store.js'
import { freshFile } from '../store/samples.js'
import { storeContract } from './store.js'

/** A second connection to a file, whose first one is closed when the test ends. */
function joined(file: string): Store {
  const owner = Store.open(file)
  onTestFinished(() => owner.close())
  return Store.join(owner.shared)
}

storeContract('in a file', () => Store.open(freshFile()))
storeContract('in a file that another thread has', () => joined(freshFile()))
storeContract('in memory', () => Store.open(':memory:'))
