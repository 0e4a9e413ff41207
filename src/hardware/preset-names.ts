/** The accelerators that come with the package, by the names of their files in `hardware/`. */
export const presetNames = ['pynq', 'de10', 'block8', 'block32'] as const
export type PresetName = (typeof presetNames)[number]
