import { autotvm } from './autotvm.js'
import { csv } from './csv.js'
import type { LogFormat } from './format.js'
import { jsonl } from './jsonl.js'
import { t4 } from './t4.js'

export const logFormatNames = ['jsonl', 'csv', 'autotvm', 't4'] as const
export type LogFormatName = (typeof logFormatNames)[number]

export const logFormats: Readonly<Record<LogFormatName, LogFormat>> = { jsonl, csv, autotvm, t4 }
