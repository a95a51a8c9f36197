#include "waiting_thread.hpp"

#include <chrono>

#include "interrupt.hpp"

namespace sysvmq {

namespace {

// Virtual memory only; sanitizers need more than the 16 KiB that the task itself does.
constexpr std::size_t kStackSize = 256 * 1024;
// How long the thread has to leave a system call before it is signalled again.
constexpr auto kSignalAgain = std::chrono::milliseconds(1);

}  // namespace

void WaitingThread::end() {
  if (!started_) return;
  cancel();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  pthread_join(thread_, nullptr);
  started_ = false;
  stopping_ = false;
}

int WaitingThread::run() {
  if (!started_) {
    pthread_attr_t attributes;
    if (const int error = pthread_attr_init(&attributes)) return error;
    pthread_attr_setstacksize(&attributes, kStackSize);
    const int error = [&] {
      const SignalsBlocked blocked;
      return pthread_create(&thread_, &attributes, main, this);
    }();
    pthread_attr_destroy(&attributes);
    if (error != 0) return error;
    started_ = true;
    pthread_setname_np(thread_, "sysvmq-wait");
  }
  {
    const std::lock_guard lock(mutex_);
    requested_ = true;
  }
  changed_.notify_all();
  return 0;
}

void WaitingThread::cancel() {
  if (!started_) return;
  std::unique_lock lock(mutex_);
  requested_ = false;
  if (!running_) return;
  cancelled_ = true;
  do {
    interrupt(thread_);
  } while (!changed_.wait_for(lock, kSignalAgain, [this] { return !running_; }));
  cancelled_ = false;
}

void* WaitingThread::main(void* self) {
  allow_interrupts();
  static_cast<WaitingThread*>(self)->loop();
  return nullptr;
}

void WaitingThread::loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return requested_ || stopping_; });
    if (stopping_) return;
    requested_ = false;
    running_ = true;
    lock.unlock();
    task_(cancelled_);
    // Still running_, so that nobody can destroy what done_ refers to.
    if (!cancelled_) done_();
    lock.lock();
    running_ = false;
    changed_.notify_all();
  }
}

}  // namespace sysvmq
