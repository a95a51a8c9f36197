#include "sender.hpp"

#include <cerrno>
#include <cstring>

namespace sysvmq {

Sender::Sender(int id, std::function<void()> on_progress)
    : id_(id),
      on_progress_(std::move(on_progress)),
      thread_([this](const std::atomic<bool>& cancelled) { send_waiting(cancelled); },
              [this] { on_progress_(); }) {}

std::shared_ptr<Slab> Sender::staging(std::size_t size) {
  if (!staging_ || staging_->size() < size) {
    auto larger = Slab::make(size);
    if (!larger) return nullptr;
    staging_ = std::move(larger);
  }
  return staging_;
}

int Sender::send_entry(const Entry& entry, Mode mode) {
  std::byte* const message = staging_->data() + entry.offset - kHeaderSize;
  const long type = static_cast<long>(entry.type());
  std::memcpy(message, &type, sizeof type);
  return send_message(id_, message, entry.length, mode);
}

Sender::Progress Sender::send(const Entry* entries, std::size_t first, std::size_t end) {
  for (std::size_t i = first; i < end; ++i) {
    const int error = send_entry(entries[i], Mode::kTry);
    if (error != 0) return {i, error, false};
  }
  return {end, 0, false};
}

int Sender::wait(const Entry* entries, std::size_t first, std::size_t end, bool report) {
  entries_ = entries;
  first_ = first;
  end_ = end;
  report_ = report;
  publish(first, EAGAIN, true);
  const int error = thread_.run();
  if (error != 0) publish(first, error, false);
  return error;
}

void Sender::send_waiting(const std::atomic<bool>& cancelled) {
  std::size_t reported = first_;
  std::size_t i = first_;
  while (i < end_) {
    const Progress now = send(entries_, i, end_);
    i = now.sent;
    if (now.error != EAGAIN) return publish(i, now.error, false);

    publish(i, EAGAIN, true);
    if (report_ && i > reported) {
      reported = i;
      on_progress_();
    }
    int error = EINTR;
    while (error == EINTR && !cancelled) error = send_entry(entries_[i], Mode::kWait);
    if (error == EINTR) return publish(i, EAGAIN, false);
    if (error != 0) return publish(i, error, false);
    ++i;
  }
  publish(i, 0, false);
}

void Sender::publish(std::size_t sent, int error, bool waiting) {
  const std::lock_guard lock(mutex_);
  progress_ = {sent, error, waiting};
}

Sender::Progress Sender::progress() {
  const std::lock_guard lock(mutex_);
  return progress_;
}

void Sender::close() {
  cancel();
  thread_.end();
}

Sender::Progress Sender::cancel() {
  thread_.cancel();
  const std::lock_guard lock(mutex_);
  progress_.waiting = false;  // cancelled before the thread had begun
  return progress_;
}

}  // namespace sysvmq
