// The thread that sleeps in the kernel so that the event loop need not.
#pragma once

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace sysvmq {

// Runs one task, again each time it is asked to. Owned by a Reader, a Sender or a removal; every
// public function is for the owner's thread alone.
class WaitingThread {
 public:
  // `task` sleeps in system calls, tries again after EINTR, and returns once it is done or
  // `cancelled` has become true. `done` is called on the waiting thread after each task that ran to
  // its end; it must not block, nor call back into this object.
  using Task = std::function<void(const std::atomic<bool>& cancelled)>;
  using Done = std::function<void()>;

  WaitingThread(Task task, Done done) : task_(std::move(task)), done_(std::move(done)) {}
  ~WaitingThread() { end(); }
  WaitingThread(const WaitingThread&) = delete;
  WaitingThread& operator=(const WaitingThread&) = delete;

  // Runs the task once; the first call makes the thread. An errno when there can be no thread.
  int run();
  // Returns when the task is not running and will not run: at once when it was not. The task may
  // have ended by itself in the meantime, so look at what it did. `done` is not called after this.
  void cancel();
  // Cancels, and ends the thread. run() would make a new one.
  void end();

 private:
  static void* main(void* self);
  void loop();

  const Task task_;
  const Done done_;
  pthread_t thread_{};
  bool started_ = false;  // the owner's thread alone reads and writes this and thread_

  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;  // guards the three below
  bool requested_ = false;
  bool running_ = false;
  bool stopping_ = false;
  std::condition_variable changed_;
};

}  // namespace sysvmq
