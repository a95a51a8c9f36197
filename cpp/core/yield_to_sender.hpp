// For a thread that has waited for a message: whether the sender is to go on before anybody is
// told.
#pragma once

#include <chrono>
#include <thread>

namespace sysvmq {

// Made when the wait begins. The kernel wakes a receiver for a single message, often on the
// sender's processor, though the sender has more at hand; one turn of the event loop could serve
// for all of that. After a longer wait nothing of the kind is to be expected, and nobody is kept
// waiting.
class YieldToSender {
 public:
  void operator()() const {
    if (Clock::now() - begun_ < kShortWait) std::this_thread::yield();
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr auto kShortWait = std::chrono::milliseconds(1);

  const Clock::time_point begun_ = Clock::now();
};

}  // namespace sysvmq
