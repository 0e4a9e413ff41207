/** What of WebAssembly's interface is used here: Node has it, but neither its types nor ES2023's declare it. */
declare namespace WebAssembly {
  type Module = object
  const Module: new (bytes: Uint8Array) => Module
  class Memory {
    constructor(size: { readonly initial: number; readonly maximum?: number })
    readonly buffer: ArrayBuffer
    /** Adds pages; `buffer` is another one from then on. */
    grow(pages: number): number
  }
  class Instance<Exports> {
    constructor(module: Module, imports: { readonly env: { readonly memory: Memory } })
    readonly exports: Exports
  }
}
