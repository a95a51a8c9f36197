// A second thread for a test, that can never outlive it nor hang it.
#pragma once

#include <atomic>
#include <future>
#include <utility>

#include "private_queue.hpp"

namespace sysvmq::test {

class Companion {
 public:
  // `body` takes a const std::atomic<bool>&, true once it shall end, and may throw a Failure.
  template <class Body>
  Companion(PrivateQueue& queue, Body body)
      : queue_(queue), ended_(std::async(std::launch::async, [this, body = std::move(body)] {
          body(static_cast<const std::atomic<bool>&>(stop_));
        })) {}
  // A test that failed: whatever the body sleeps in ends with the queue.
  ~Companion() {
    if (!ended_.valid()) return;
    stop_ = true;
    queue_.remove();
  }
  Companion(const Companion&) = delete;
  Companion& operator=(const Companion&) = delete;

  // Lets the body end by itself, and throws what it threw.
  void join() { ended_.get(); }
  void stop() {
    stop_ = true;
    join();
  }

 private:
  PrivateQueue& queue_;
  std::atomic<bool> stop_{false};
  std::future<void> ended_;  // last: its destructor waits
};

}  // namespace sysvmq::test
