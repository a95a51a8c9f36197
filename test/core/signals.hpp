// What a program may do with SIGURG, or with another signal.
#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

namespace sysvmq::test {

inline std::atomic<int> urgent_signals{0};
inline void count_signal(int /*signal*/) { ++urgent_signals; }
static_assert(std::atomic<int>::is_always_lock_free);

using Handler = void (*)(int);

inline void set_handler(Handler handler, int signal = SIGURG) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}
inline Handler current_handler(int signal = SIGURG) {
  struct sigaction action {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler;
}

// A disposition for the length of a test.
class Disposition {
 public:
  explicit Disposition(Handler handler, int signal = SIGURG)
      : signal_(signal), before_(current_handler(signal)) {
    urgent_signals = 0;
    set_handler(handler, signal_);
  }
  ~Disposition() { set_handler(before_, signal_); }
  Disposition(const Disposition&) = delete;
  Disposition& operator=(const Disposition&) = delete;

 private:
  const int signal_;
  const Handler before_;
};

inline void signal_thread(pid_t thread) { syscall(SYS_tgkill, getpid(), thread, SIGURG); }

}  // namespace sysvmq::test
