// An AcknowledgedReader with a queue and a directory of its own, and what it delivers as the
// messages of the tests.
#pragma once

#include <sys/wait.h>

#include <atomic>
#include <csignal>

#include "acknowledged_reader.hpp"
#include "await.hpp"
#include "private_directory.hpp"
#include "private_queue.hpp"

namespace sysvmq::test {

// Where a message stays, beside the message.
struct Delivered {
  std::uint32_t ledger;
  std::uint32_t slot;
  Message message;
  std::uint32_t attempts = 0;
};

inline Messages messages_of(const std::vector<Delivered>& delivered) {
  Messages messages;
  for (const Delivered& each : delivered) messages.push_back(each.message);
  return messages;
}

struct Place {
  PrivateQueue queue;
  PrivateDirectory directory;
};

// What JavaScript does beside it: the two words of a slot.
class TestReader {
 public:
  explicit TestReader(Place& place, std::uint32_t slots = 8, Selector selector = {},
                      Where where = Where::here())
      : reader(place.queue.id(), selector, 65536, [this] { ++ready; }) {
    const Problem problem = reader.open(place.directory.path(), slots);
    equal(static_cast<int>(problem.kind), 0, where);
  }

  int error = 0;  // of the last fill()
  std::vector<Delivered> fill(std::size_t limit = 64) {
    std::vector<Entry> entries(limit);
    std::vector<std::int32_t> slots(limit);
    const auto batch = reader.fill(entries.data(), slots.data(), limit);
    error = batch.error;
    std::vector<Delivered> delivered;
    for (std::size_t i = 0; i < batch.count; ++i) {
      const char* const text =
          reinterpret_cast<const char*>(reader.slab()->data()) + entries[i].offset;
      delivered.push_back({reader.ledger_number(),
                           static_cast<std::uint32_t>(slots[i]),
                           {static_cast<long>(entries[i].type()), {text, entries[i].length}}});
    }
    return delivered;
  }

  std::vector<AcknowledgedReader::Refused> refused;
  std::vector<Delivered> adopt(std::size_t enough = 1000, Where where = Where::here()) {
    AcknowledgedReader::Adoption adoption;
    equal(static_cast<int>(reader.adopt(enough, &adoption).kind), 0, where);
    refused = std::move(adoption.refused);
    std::vector<Delivered> delivered;
    for (const auto& [ledger, message] : adoption.messages) {
      delivered.push_back({ledger,
                           message.slot,
                           {static_cast<long>(message.type),
                            {reinterpret_cast<const char*>(message.text.data()), message.length}},
                           message.attempts});
    }
    return delivered;
  }
  // Precondition: of the ledger that fill() took from last.
  void settle_own(const Delivered& each) { word(each.slot, 0) = 0; }
  void begin_own(const Delivered& each, std::uint32_t attempts) {
    word(each.slot, 1) = ledger_format::encode_attempts(attempts);
  }

  AcknowledgedReader reader;
  std::atomic<int> ready{0};
  void await_ready(int count = 1, Where where = Where::here()) {
    await([&] { return ready == count; }, "the reader is ready", where);
  }

 private:
  std::int32_t& word(std::uint32_t slot, std::size_t which) {
    return reader.ledger().words()[2 * std::size_t{slot} + which];
  }
};

// A process that runs `body` and then sleeps until it is killed.
class Child {
 public:
  template <class Body>
  explicit Child(Body body) : pid_(fork()) {
    if (pid_ != 0) return;
    try {
      body();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "child: %s\n", error.what());
      _exit(1);
    }
    for (;;) pause();
  }
  ~Child() { kill(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  // Until its first thread sleeps in the system call.
  void await_asleep(long number, Where where = Where::here()) const {
    const std::string file = "/proc/" + std::to_string(pid_) + "/syscall";
    await(
        [&] {
          std::string word;
          std::ifstream(file) >> word;
          return word == std::to_string(number);
        },
        "the child sleeps in system call " + std::to_string(number), where);
  }

 private:
  pid_t pid_;
};

// Leaves an orphan: a process takes all that is in the queue, and is killed.
inline void take_and_die(Place& place, std::uint32_t slots = 8) {
  Child child([&] {
    TestReader one(place, slots);
    one.fill();
    for (;;) pause();
  });
  child.await_asleep(SYS_pause);
}

}  // namespace sysvmq::test
