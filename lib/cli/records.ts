/** Input as records: what is between delimiters, read no faster than it is used. */
import { exitCode } from './exit-codes.js'
import { Failure } from './failure.js'

/**
 * The last record needs no delimiter. Yields all that a chunk completes at once.
 *
 * @param largest - a record beyond this can't be sent, and is not read to its end
 */
export async function* records(
  chunks: AsyncIterable<Buffer>,
  delimiter: Buffer,
  largest: number,
): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const found: Buffer[] = []
    let start = 0
    for (let end = all.indexOf(delimiter); end >= 0; end = all.indexOf(delimiter, start)) {
      found.push(all.subarray(start, end))
      start = end + delimiter.length
    }
    rest = all.subarray(start)
    yield found
    if (rest.length > largest + delimiter.length) {
      throw new Failure(
        exitCode.badInput,
        `a record has more than ${largest} bytes, the largest message (kernel.msgmax) there can be; is the delimiter right?`,
      )
    }
  }
  if (rest.length > 0) yield [rest]
}
