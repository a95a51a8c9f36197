// Waiting for a message on the waiting thread.
#include "check.hpp"
#include "waiting.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void waits_and_then_fills() {
  WaitingReader one;
  equal(fill(one.reader).error, ENOMSG);
  equal(one.reader.wait(), 0);
  await_receiver();
  equal(one.reader.waiting(), true);
  one.queue.put(numbered(0, 1));
  one.await_ready();
  equal(one.reader.waiting(), false);
  // What comes after the one that ended the wait goes in the same batch.
  one.queue.put(numbered(1, 3));
  equal(fill(one.reader).messages, numbered(0, 4));
  equal(one.reader.held(), 4);
}

void waits_again_and_again() {
  WaitingReader one;
  for (int i = 0; i < 500; ++i) {
    equal(one.reader.wait(), 0);
    one.queue.put(numbered(i, 1));
    one.await_ready(i + 1);
    equal(fill(one.reader).messages, numbered(i, 1));
    one.reader.consume(1);
  }
}

void waits_for_what_is_selected() {
  WaitingReader one(16384, {7});
  equal(one.reader.wait(), 0);
  await_receiver();
  one.queue.put({{1, "not this"}, {7, "this"}});
  one.await_ready();
  equal(fill_all(one.reader), {{7, "this"}});
}

void is_busy_while_it_waits() {
  WaitingReader one;
  equal(one.reader.wait(), 0);
  equal(fill(one.reader).error, EBUSY);
  one.queue.put(numbered(0, 1));
  one.await_ready();
  equal(fill(one.reader).messages, numbered(0, 1));
}

void waits_for_a_message_larger_than_a_slab() {
  WaitingReader one(64);
  equal(one.reader.wait(), 0);
  await_receiver();
  const Messages messages{{1, std::string(3000, 'x')}, {2, std::string(40, 'y')}, {3, ""}};
  one.queue.put(messages);
  one.await_ready();
  equal(fill_all(one.reader), messages);
}

void ends_when_the_queue_is_removed() {
  WaitingReader one;
  equal(one.reader.wait(), 0);
  await_receiver();
  one.queue.remove();
  one.await_ready();
  equal(fill(one.reader).error, EIDRM);
}

void sleeps_on_when_the_queue_is_changed() {
  WaitingReader one;
  equal(one.reader.wait(), 0);
  await_receiver();
  one.queue.set_max_bytes(100);
  await_receiver();
  equal(one.ready, 0);
  one.queue.put(numbered(0, 1));
  one.await_ready();
}

}  // namespace

int main() {
  return run({
      {"waits and then fills", waits_and_then_fills},
      {"waits again and again", waits_again_and_again},
      {"waits for what is selected", waits_for_what_is_selected},
      {"is busy while it waits", is_busy_while_it_waits},
      {"waits for a message larger than a slab", waits_for_a_message_larger_than_a_slab},
      {"ends when the queue is removed", ends_when_the_queue_is_removed},
      {"sleeps on when the queue is changed", sleeps_on_when_the_queue_is_changed},
  });
}
