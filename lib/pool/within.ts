/** Resolves when the promise does, or after so many milliseconds. Precondition: it does not reject. */
export function within(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    promise.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
