import { FlatList } from '../../compiler/flat-list.js'
import { ofAllDrafts, type Draft } from './draft.js'

/** A list in memory of its own for one draft after the other. */
export const listForDrafts = ({ knobs }: Draft): FlatList => new FlatList(knobs, ofAllDrafts)

/** Writes a draft as a list: drafts that say the same become the same words. */
export function writeDraft(list: FlatList, { m, n, products, groups, firstFront, knobs }: Draft): void {
  list.begin(knobs, firstFront)
  for (const size of m) list.addRows(size)
  for (const size of n) list.addColumns(size)
  for (const product of products) {
    const { ahead } = product
    list.addProduct(product.m, product.n, product.chunks, product.blocks, ahead.a, ahead.b, ahead.chunks)
  }
  for (const { tiles } of groups) list.addGroup(tiles)
  for (let i = 0; i < products.length; i++) {
    for (const { wait, front } of products[i].loads) list.addLoad(i, wait, front)
  }
  for (let i = 0; i < groups.length; i++) {
    for (const { behind, passes } of groups[i].cuts) list.addCut(i, behind, passes)
  }
}
