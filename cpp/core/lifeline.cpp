#include "lifeline.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <memory>
#include <thread>

#include "interrupt.hpp"

namespace sysvmq {

namespace {

// Virtual memory only; sanitizers need more than poll(2) does.
constexpr std::size_t kStackSize = 256 * 1024;

struct Lifeline {
  int descriptor;
  std::chrono::milliseconds grace;
};

void* watch(void* argument) {
  const std::unique_ptr<Lifeline> lifeline(static_cast<Lifeline*>(argument));
  // No events: only the end is told, and what may be written is not read.
  pollfd end{lifeline->descriptor, 0, 0};
  while (poll(&end, 1, -1) < 0 && errno == EINTR) {
  }
  std::this_thread::sleep_for(lifeline->grace);
  kill(getpgrp() == getpid() ? 0 : getpid(), SIGKILL);
  return nullptr;
}

}  // namespace

int follow(int descriptor, std::chrono::milliseconds grace) {
  // Of its own, which nobody closes by mistake, and which exec(2) does not hand on.
  const int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  if (own < 0) return errno;
  auto lifeline = std::make_unique<Lifeline>(Lifeline{own, grace});

  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error == 0) {
    pthread_attr_setstacksize(&attributes, kStackSize);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    const SignalsBlocked blocked;
    pthread_t thread;
    error = pthread_create(&thread, &attributes, watch, lifeline.get());
    pthread_attr_destroy(&attributes);
  }
  if (error != 0) {
    close(own);
    return error;
  }
  // The thread's, which may even be over.
  static_cast<void>(lifeline.release());
  return 0;
}

}  // namespace sysvmq
