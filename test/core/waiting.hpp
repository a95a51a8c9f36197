// A Reader and a Sender that wait, each with a queue of its own.
#pragma once

#include <atomic>

#include "await.hpp"
#include "batches.hpp"
#include "private_queue.hpp"

namespace sysvmq::test {

// A reader that counts how often it has become ready.
struct WaitingReader {
  PrivateQueue queue;
  std::atomic<int> ready{0};
  Reader reader;

  explicit WaitingReader(std::size_t slab_size = 16384, Selector selector = {})
      : reader(queue.id(), selector, slab_size, [this] { ++ready; }) {}

  void await_ready(int count = 1, Where where = Where::here()) {
    await([&] { return ready == count; }, "the reader is ready", where);
  }
};

// A sender to a queue that holds `max_bytes`, which counts how often it tells of progress.
struct WaitingSender {
  PrivateQueue queue;
  std::atomic<int> told{0};
  Sender sender;
  std::vector<Entry> entries;

  explicit WaitingSender(std::size_t max_bytes) : sender(queue.id(), [this] { ++told; }) {
    queue.set_max_bytes(max_bytes);
  }
  int wait(const Messages& messages, bool report = false) {
    entries = stage(sender, messages);
    return sender.wait(entries.data(), 0, entries.size(), report);
  }
  void await_over(Where where = Where::here()) {
    await([&] { return !sender.progress().waiting; }, "the wait is over", where);
  }
  void expect(std::size_t sent, int error, Where where = Where::here()) {
    equal(sender.progress().sent, sent, where);
    equal(sender.progress().error, error, where);
    equal(sender.progress().waiting, false, where);
  }
};

}  // namespace sysvmq::test
