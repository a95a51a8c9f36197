// A waiting thread with the simplest of tasks.
#pragma once

#include <atomic>

#include "private_queue.hpp"
#include "waiting_thread.hpp"

namespace sysvmq::test {

// A thread whose task receives one message, in a queue that is empty unless a test fills it.
struct Sleeper {
  PrivateQueue queue;
  std::atomic<int> begun{0};
  std::atomic<int> done{0};
  std::atomic<int> last_error{0};
  WaitingThread thread;

  Sleeper()
      : thread(
            [this](const std::atomic<bool>& cancelled) {
              ++begun;
              int error = EINTR;
              while (error == EINTR && !cancelled) {
                error = receive(queue.id(), {}, Mode::kWait).error;
              }
              last_error = error;
            },
            [this] { ++done; }) {}
};

}  // namespace sysvmq::test
