/** Products of A and B, added up, and for how many rows and columns of results they are the same but for their place. */
export class Product {
  rows: u32
  columns: u32
  /** Where in C the first result is; nowhere in particular if all of them are zero. */
  isPlaced: bool
  row: u32
  column: u32
  /** Of row and column, below 2^52. NaN when products of different ones are added. */
  sum: v128
}

/** The one at hand. */
export const product = changetype<Product>(memory.data(48, 16))
