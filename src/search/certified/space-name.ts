import { createHash } from 'node:crypto'
import { cut, extentsOf, sizesOf } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { firstSequences, groupings, lastSequences, middleSequences, tileSequences } from './sequences.js'

/** The space that the certified strategy settles; a new version when what it holds changes. */
export const spaceName = 'gemm-sequences/1'

/** A hash over all sequences that the space holds for a workload: claims about the space mean this one. */
export function spaceHash(workload: Workload, hardware: Hardware): string {
  const { m, n, k } = extentsOf(workload, hardware)
  const sequences = [
    tileSequences(m),
    tileSequences(n),
    firstSequences(k),
    middleSequences(k),
    lastSequences(k),
  ]
  const groups = [1, 2, 3, 4, 5, 6, 12, 24].map((tiles) =>
    groupings(tiles).map((ways) => sizesOf(cut(ways, tiles))),
  )
  return createHash('sha256')
    .update(JSON.stringify([spaceName, sequences, groups]))
    .digest('hex')
    .slice(0, 16)
}
