// Races, tried over and over at a slightly different moment each time.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace sysvmq::test {

// So many attempts, or on a busy machine as many as a few seconds allow.
class Attempts {
 public:
  explicit Attempts(int count) : left_(count) {}
  bool more() { return left_-- > 0 && std::chrono::steady_clock::now() < end_; }

 private:
  int left_;
  const std::chrono::steady_clock::time_point end_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(8);
};

// A delay of about a microsecond a step. Yielding instead can take as long as the other programs of
// the machine like.
inline void spin(int steps) {
  std::atomic<int> left{steps * 200};
  while (left.fetch_sub(1) > 0) continue;
}

// Lets a companion do its part of each round when the test has begun it.
class Rounds {
 public:
  void begin(int round) { set(round, false); }
  void end() { set(begun_, true); }

  // For the companion: false when there will be no such round.
  bool await(int round, const std::atomic<bool>& stop) {
    std::unique_lock lock(mutex_);
    while (begun_ < round && !ended_ && !stop) {
      changed_.wait_for(lock, std::chrono::milliseconds(10));
    }
    return begun_ >= round;
  }

 private:
  void set(int begun, bool ended) {
    {
      const std::lock_guard lock(mutex_);
      begun_ = begun;
      ended_ = ended;
    }
    changed_.notify_all();
  }

  std::mutex mutex_;  // guards the two below
  int begun_ = -1;
  bool ended_ = false;
  std::condition_variable changed_;
};

}  // namespace sysvmq::test
