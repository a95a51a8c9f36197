// Takes messages out of one queue, remembers which of them nobody has consumed yet, and puts those
// back when it is closed.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>

#include "books.hpp"
#include "queue.hpp"
#include "slab.hpp"
#include "waiting_thread.hpp"

namespace sysvmq {

// All of it belongs to one thread, except what wait_for_message() does on the waiting thread.
class Reader {
 public:
  struct Batch {
    int error;  // 0, or why there is no message: ENOMSG when the queue has none for us
    std::size_t count;
  };

  // `on_ready` runs on the waiting thread once a wait() is over.
  Reader(int id, Selector selector, std::size_t slab_size, std::function<void()> on_ready);

  // Changes what later calls take. Precondition: not waiting.
  void select(Selector selector) { selector_ = selector; }

  // Takes up to `limit` messages without sleeping, the one that a wait() took first. They are
  // written to `entries` and all lie in slab(). EBUSY while a wait() is not over.
  Batch fill(Entry* entries, std::size_t limit);
  const std::shared_ptr<Slab>& slab() const { return slab_; }

  // Lets the waiting thread sleep in msgrcv until there is a message (or an error); fill() then
  // returns it. Over at once if fill() has not returned yet what a cancelled wait took.
  // Precondition: not waiting. An errno when there can be no thread.
  int wait();
  bool waiting();
  // Ends the wait. True if a message had been taken by then: it is the next that fill() returns.
  bool cancel();

  // Says that the first `count` of the messages that fill() returned and that are still held are
  // consumed, so that close() does not put them back.
  void consume(std::size_t count) { held_.consume(count); }
  std::size_t held() const { return held_.size(); }

  // Cancels, and puts every message that is still held back into the queue, for no longer than
  // `patience` if it is full. Returns those that could not be put back, in order.
  Books close(std::chrono::milliseconds patience);

 private:
  enum class Wait { kNone, kWaiting, kOver };

  void end_unbegun_wait();
  void wait_for_message(const std::atomic<bool>& cancelled);
  Result receive(Mode mode);
  bool make_room();

  const int id_;
  const std::size_t slab_size_;
  Selector selector_;
  std::shared_ptr<Slab> slab_;  // the waiting thread's own while it waits
  Books held_;

  std::mutex mutex_;  // guards the two below
  Wait wait_ = Wait::kNone;
  // What the wait brought: a message at slab_->next(), or an error. EINTR: nothing yet.
  Result taken_{};

  WaitingThread thread_;  // last, so that it has ended before the rest goes
};

}  // namespace sysvmq
