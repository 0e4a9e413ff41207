import { type Program, type Segment } from './program.js'

/** The instructions as bytes of the image. Words are little endian, as the host is. */
export const instructionSegment = ({ instructions, instructionAddress }: Program): Segment => ({
  address: instructionAddress,
  bytes: new Uint8Array(instructions.buffer, instructions.byteOffset, instructions.byteLength),
})

function copyOverlap(segment: Segment, address: number, target: Uint8Array): void {
  const from = Math.max(segment.address, address)
  const to = Math.min(segment.address + segment.bytes.length, address + target.length)
  if (from >= to) return
  target.set(segment.bytes.subarray(from - segment.address, to - segment.address), from - address)
}

/** Index of the first segment that ends beyond an address. */
function firstBeyond(segments: readonly Segment[], address: number): number {
  let low = 0
  let high = segments.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const { address: start, bytes } = segments[middle]
    if (start + bytes.length > address) high = middle
    else low = middle + 1
  }
  return low
}

/** Fills `target`, zero until now, with the initial image's bytes from a byte address on, without building it whole. */
export function copyImage(program: Program, address: number, target: Uint8Array): void {
  const { segments } = program
  const end = address + target.length
  for (let i = firstBeyond(segments, address); i < segments.length && segments[i].address < end; i++) {
    copyOverlap(segments[i], address, target)
  }
  copyOverlap(instructionSegment(program), address, target)
}

/** The whole initial DRAM image, `dramBytes` long. Pages that nothing touches cost no real memory. */
export function initialMemory(program: Program): Uint8Array {
  const memory = new Uint8Array(program.dramBytes)
  copyImage(program, 0, memory)
  return memory
}
