// When there can be no thread: an error, nothing is lost, and the next attempt may succeed.
#include <sys/resource.h>

#include "check.hpp"
#include "sleeper.hpp"
#include "waiting.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

// No memory for the stack of a new thread. What is allocated already can be used.
class NoMoreMemory {
 public:
  NoMoreMemory() {
    getrlimit(RLIMIT_AS, &before_);
    rlimit none = before_;
    none.rlim_cur = 1;
    setrlimit(RLIMIT_AS, &none);
  }
  ~NoMoreMemory() { setrlimit(RLIMIT_AS, &before_); }
  NoMoreMemory(const NoMoreMemory&) = delete;
  NoMoreMemory& operator=(const NoMoreMemory&) = delete;

 private:
  rlimit before_{};
};

template <class Call>
int without_memory(Call call) {
  const NoMoreMemory none;
  return call();
}

// First of all: a thread that has ended would leave its stack to the next.
void no_thread_is_an_error() {
  Sleeper one;
  equal(without_memory([&] { return one.thread.run(); }), EAGAIN);
  one.thread.cancel();
  equal(one.begun, 0);
}

void a_reader_reads_on() {
  WaitingReader one;
  equal(without_memory([&] { return one.reader.wait(); }), EAGAIN);
  equal(one.reader.waiting(), false);
  one.queue.put(numbered(0, 1));
  equal(fill(one.reader).messages, numbered(0, 1));
}

void a_sender_sends_on() {
  WaitingSender one(100);
  one.entries = stage(one.sender, numbered(0, 2));
  const auto wait = [&] { return one.sender.wait(one.entries.data(), 0, 2, false); };
  equal(without_memory(wait), EAGAIN);
  one.expect(0, EAGAIN);
  equal(wait(), 0);
  one.await_over();
  equal(one.queue.take_all(), numbered(0, 2));
}

}  // namespace

int main() {
  return run({{"no thread is an error", no_thread_is_an_error},
              {"a reader reads on", a_reader_reads_on},
              {"a sender sends on", a_sender_sends_on}});
}
