/**
 * The tables that JavaScript and the addon's UDP socket share: a header of four words, then four words
 * a datagram, `[offset, size, number of the sender, whether the number is new]`.
 */
const headerWords = 4
const entryWords = 4

export function makeUdpTable(capacity: number): Int32Array {
  return new Int32Array(headerWords + capacity * entryWords)
}

export function capacityOf(table: Int32Array): number {
  return (table.length - headerWords) / entryWords
}

/** Where an entry begins. */
export function wordOf(entry: number): number {
  return headerWords + entry * entryWords
}
