/**
 * The table that the addon and JavaScript share: a header of four words, then four words a message:
 * offset and length of the text, low and high half of the type.
 */
const headerWords = 4
const entryWords = 4

export function makeTable(capacity: number): Int32Array {
  return new Int32Array(headerWords + capacity * entryWords)
}

function at(entry: number): number {
  return headerWords + entry * entryWords
}

/** A number while it is a safe integer, a bigint beyond. */
export function readType(table: Int32Array, entry: number): number | bigint {
  const word = at(entry) + 2
  // Within the table by the caller's count.
  const low = table[word] as number
  const high = table[word + 1] as number
  if (high === 0) return low >>> 0
  const type = (BigInt(high) << 32n) | BigInt(low >>> 0)
  return type <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(type) : type
}

/** The text, as a slice of the memory that it was received into. */
export function readText(table: Int32Array, entry: number, memory: ArrayBuffer): Buffer {
  const word = at(entry)
  return Buffer.from(memory, table[word] as number, table[word + 1] as number)
}

export function readLength(table: Int32Array, entry: number): number {
  return table[at(entry) + 1] as number
}

export function writeEntry(
  table: Int32Array,
  entry: number,
  offset: number,
  length: number,
  type: number | bigint,
): void {
  const word = at(entry)
  table[word] = offset
  table[word + 1] = length
  // A store keeps the low 32 bits, which is what each half is.
  if (typeof type === 'number') {
    table[word + 2] = type
    table[word + 3] = Math.floor(type / 2 ** 32)
  } else {
    table[word + 2] = Number(BigInt.asIntN(32, type))
    table[word + 3] = Number(type >> 32n)
  }
}
