#include "reader.hpp"

#include <algorithm>
#include <cerrno>
#include <thread>
#include <utility>

#include "yield_to_sender.hpp"

namespace sysvmq {

namespace {

// A wait that began with less would likely end in E2BIG and have to be done again.
constexpr std::size_t kRoomToWait = 8192;
constexpr auto kFullQueuePause = std::chrono::milliseconds(2);

}  // namespace

Reader::Reader(int id, Selector selector, std::size_t slab_size, std::function<void()> on_ready)
    : id_(id),
      slab_size_(slab_size),
      selector_(selector),
      thread_([this](const std::atomic<bool>& cancelled) { wait_for_message(cancelled); },
              std::move(on_ready)) {}

// E2BIG leaves the message where it is, so that any number of attempts is safe: first a new slab,
// then larger ones.
bool Reader::make_room() {
  const bool fresh = slab_ && slab_->used() == 0;
  auto larger = Slab::make(fresh ? slab_->size() * 2 : slab_size_);
  if (!larger) return false;
  slab_ = std::move(larger);
  return true;
}

Result Reader::receive(Mode mode) {
  if (!slab_ && !make_room()) return {ENOMEM, 0};
  for (;;) {
    const bool no_header = slab_->size() - slab_->used() < kHeaderSize;
    const Result result = no_header
                              ? Result{E2BIG, 0}
                              : receive_message(id_, slab_->next(), slab_->room(), selector_, mode);
    if (result.error != E2BIG) return result;
    if (!make_room()) return {ENOMEM, 0};
  }
}

Reader::Batch Reader::fill(Entry* entries, std::size_t limit) {
  Result taken{ENOMSG, 0};
  {
    const std::lock_guard lock(mutex_);
    if (wait_ == Wait::kWaiting) return {EBUSY, 0};
    if (wait_ == Wait::kOver) taken = taken_;
    wait_ = Wait::kNone;
  }
  if (!held_.reserve(limit)) {
    const std::lock_guard lock(mutex_);
    if (taken.error == 0) wait_ = Wait::kOver;
    return {ENOMEM, 0};
  }

  std::size_t count = 0;
  int error = 0;
  if (taken.error == 0) {
    entries[count++] = slab_->keep(taken.value);
  } else if (taken.error != ENOMSG) {
    return {taken.error, 0};
  }
  while (error == 0 && count < limit) {
    // A batch lies in one slab; the next one begins the next.
    if (count > 0 && slab_->room() == 0) break;
    const Result result =
        count == 0 ? receive(Mode::kTry)
                   : receive_message(id_, slab_->next(), slab_->room(), selector_, Mode::kTry);
    error = result.error;
    if (error == 0) entries[count++] = slab_->keep(result.value);
  }
  if (count == 0) return {error, 0};
  held_.add(slab_, entries, count);
  return {0, count};
}

int Reader::wait() {
  if (!held_.reserve(1)) return ENOMEM;
  {
    const std::lock_guard lock(mutex_);
    // What a cancelled wait took lies at slab_->next() until fill() keeps it: there is nothing to
    // wait for then.
    if (wait_ != Wait::kOver || taken_.error != 0) taken_ = {EINTR, 0};
    if (taken_.error != 0 && slab_ && slab_->room() < kRoomToWait && slab_size_ > kRoomToWait) {
      slab_.reset();
    }
    wait_ = Wait::kWaiting;
  }
  const int error = thread_.run();
  if (error != 0) end_unbegun_wait();
  return error;
}

// The thread is not there, or was told to leave off before it had begun.
void Reader::end_unbegun_wait() {
  const std::lock_guard lock(mutex_);
  if (wait_ == Wait::kWaiting) wait_ = taken_.error == 0 ? Wait::kOver : Wait::kNone;
}

void Reader::wait_for_message(const std::atomic<bool>& cancelled) {
  std::unique_lock lock(mutex_);
  Result result = taken_;
  lock.unlock();
  const YieldToSender yield_to_sender;
  while (result.error == EINTR && !cancelled) result = receive(Mode::kWait);
  yield_to_sender();
  lock.lock();
  taken_ = result.error == EINTR ? Result{ENOMSG, 0} : result;
  wait_ = Wait::kOver;
}

bool Reader::waiting() {
  const std::lock_guard lock(mutex_);
  return wait_ == Wait::kWaiting;
}

bool Reader::cancel() {
  thread_.cancel();
  end_unbegun_wait();
  const std::lock_guard lock(mutex_);
  return wait_ == Wait::kOver && taken_.error == 0;
}

Books Reader::close(std::chrono::milliseconds patience) {
  cancel();
  thread_.end();
  {
    // What the wait took is held from here on; nothing more is taken.
    const std::lock_guard lock(mutex_);
    if (wait_ == Wait::kOver && taken_.error == 0) {
      const Entry entry = slab_->keep(taken_.value);
      held_.add(slab_, &entry, 1);
    }
    wait_ = Wait::kNone;
  }
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (held_.size() > 0) {
    const Books::Held next = held_.at(0);
    std::byte* const message = next.slab->data() + next.entry.offset - kHeaderSize;
    int error = 0;
    while ((error = send_message(id_, message, next.entry.length, Mode::kTry)) == EAGAIN &&
           std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(kFullQueuePause);
    }
    if (error != 0) break;
    // What is back in the queue must not be put back again.
    held_.consume(1);
  }
  return std::exchange(held_, {});
}

}  // namespace sysvmq
