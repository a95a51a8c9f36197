// Sends a batch of messages in order: as many as fit at once, the rest from the waiting thread.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "queue.hpp"
#include "slab.hpp"
#include "waiting_thread.hpp"

namespace sysvmq {

// All of it belongs to one thread, except what send_waiting() does on the waiting thread.
class Sender {
 public:
  struct Progress {
    std::size_t sent;  // entries before this one are in the queue
    int error;         // why entries[sent] is not: 0, EAGAIN when the queue is full, or an errno
    bool waiting;      // the waiting thread is still at it
  };

  // `on_progress` runs on the waiting thread once a wait() is over, or on each progress if asked.
  Sender(int id, std::function<void()> on_progress);

  // The memory that the batch is written to: at each entry's offset the text, with kHeaderSize
  // bytes before it left free for the mtype. Null when there is no such memory. Precondition: not
  // waiting.
  std::shared_ptr<Slab> staging(std::size_t size);

  // Sends entries [first, end) without sleeping. Precondition: not waiting.
  Progress send(const Entry* entries, std::size_t first, std::size_t end);

  // Lets the waiting thread send entries [first, end). They and the staged text stay as they are
  // until progress() says that it is over. With `report`, on_progress runs whenever the thread has
  // sent some and has to sleep again. Precondition: not waiting. An errno when there can be no
  // thread.
  int wait(const Entry* entries, std::size_t first, std::size_t end, bool report);
  Progress progress();

  // Ends the wait: no message is sent after this. Says how far it got.
  Progress cancel();
  // Cancels, and ends the thread.
  void close();

 private:
  void send_waiting(const std::atomic<bool>& cancelled);
  int send_entry(const Entry& entry, Mode mode);
  void publish(std::size_t sent, int error, bool waiting);

  const int id_;
  const std::function<void()> on_progress_;
  std::shared_ptr<Slab> staging_;

  // The task of the waiting thread; its own while it waits.
  const Entry* entries_ = nullptr;
  std::size_t first_ = 0;
  std::size_t end_ = 0;
  bool report_ = false;

  std::mutex mutex_;  // guards progress_
  Progress progress_{};

  WaitingThread thread_;  // last, so that it has ended before the rest goes
};

}  // namespace sysvmq
