import { loadHardware } from '../../hardware/presets.js'
import { disassemble as disassembleProgram } from '../../isa/disassemble.js'
import { readProgram } from '../bundle-file.js'
import { printLine } from '../print.js'

export interface DisassembleFlags {
  readonly hardware: string
}

export function disassemble(file: string, flags: DisassembleFlags): void {
  const hardware = loadHardware(flags.hardware)
  printLine(disassembleProgram(readProgram(file, hardware), hardware).trimEnd())
}
