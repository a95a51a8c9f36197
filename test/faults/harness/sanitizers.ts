/** How the sanitized addon is run by stock Node. */

/** Node frees nothing at its end, so leaks can't be told from that. */
const asan = 'detect_leaks=0:abort_on_error=0:exitcode=99:allocator_may_return_null=1'

export function sanitizerEnv(runtimes: string): NodeJS.ProcessEnv {
  return {
    LD_PRELOAD: runtimes,
    ASAN_OPTIONS: asan,
    UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
  }
}
