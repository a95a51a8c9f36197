#include "interrupt.hpp"

namespace sysvmq {

namespace {

// Ignored by default, so that a stray one harms nobody.
constexpr int kSignal = SIGURG;

void do_nothing(int /*signal*/) {}

// Any handler ends the call with EINTR, also one of the program's own: only "default" and "ignore"
// are replaced. Asked again before each signal, because process.off('SIGURG') restores the default.
void ensure_handler() {
  struct sigaction current {};
  if (sigaction(kSignal, nullptr, &current) != 0) return;
  const bool handled = (current.sa_flags & SA_SIGINFO) != 0 ||
                       (current.sa_handler != SIG_DFL && current.sa_handler != SIG_IGN);
  if (handled) return;
  struct sigaction action {};
  action.sa_handler = do_nothing;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;  // for everybody else's calls; msgsnd and msgrcv never restart
  sigaction(kSignal, &action, nullptr);
}

}  // namespace

SignalsBlocked::SignalsBlocked() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before_);
}

SignalsBlocked::~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

void allow_interrupts() {
  sigset_t others;
  sigfillset(&others);
  sigdelset(&others, kSignal);
  pthread_sigmask(SIG_SETMASK, &others, nullptr);
}

void interrupt(pthread_t thread) {
  ensure_handler();
  pthread_kill(thread, kSignal);
}

}  // namespace sysvmq
