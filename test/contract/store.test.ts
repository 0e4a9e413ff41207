import { Store } from '../../src/store/store.js'
import { freshFile } from '../store/samples.js'
import { storeContract } from './store.js'

storeContract('in a file', () => Store.open(freshFile()))
storeContract('in memory', () => Store.open(':memory:'))
