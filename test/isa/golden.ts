import { readdirSync, readFileSync } from 'node:fs'

/** Programs that were run on the hardware's own description (test/golden/hardware/README.md). */
const root = new URL('../golden/hardware/', import.meta.url)

export const goldenFolders = ['programs', 'programs-block8', 'programs-block32', 'programs-edges'] as const
export type GoldenFolder = (typeof goldenFolders)[number]

export interface GoldenFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export const goldenFile = (folder: GoldenFolder, name: string): GoldenFile => ({
  name,
  bytes: readFileSync(new URL(`${folder}/${name}.vtas.gz`, root)),
})

export const goldenNames = (folder: GoldenFolder): string[] =>
  readdirSync(new URL(`${folder}/`, root)).map((file) => file.replace('.vtas.gz', ''))

export const goldenFiles = (folder: GoldenFolder): GoldenFile[] =>
  goldenNames(folder).map((name) => goldenFile(folder, name))
