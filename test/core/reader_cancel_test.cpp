// Leaving off to wait for a message, without losing one.
#include "check.hpp"
#include "companion.hpp"
#include "rounds.hpp"
#include "waiting.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void leaves_off_while_it_sleeps() {
  WaitingReader one;
  for (int i = 0; i < 100; ++i) {
    equal(one.reader.wait(), 0);
    await_receiver();
    equal(one.reader.cancel(), false);
    equal(one.reader.waiting(), false);
    equal(fill(one.reader).error, ENOMSG);
  }
  equal(one.ready, 0);
  one.queue.put(numbered(0, 1));
  equal(fill(one.reader).messages, numbered(0, 1));
}

void leaves_off_when_it_does_not_wait() {
  WaitingReader one;
  equal(one.reader.cancel(), false);
  equal(one.reader.wait(), 0);
  equal(one.reader.cancel(), false);
  equal(one.reader.cancel(), false);
  equal(fill(one.reader).error, ENOMSG);
}

void keeps_what_came_before_it_left_off() {
  WaitingReader one;
  equal(one.reader.wait(), 0);
  await_receiver();
  one.queue.put(numbered(0, 1));
  one.await_ready();
  equal(one.reader.cancel(), true);
  equal(fill(one.reader).messages, numbered(0, 1));
  equal(one.reader.cancel(), false);
}

void keeps_what_came_over_another_wait() {
  WaitingReader one;
  equal(one.reader.wait(), 0);
  await_receiver();
  one.queue.put(numbered(0, 1));
  one.await_ready();
  one.reader.cancel();
  // There is something to fill: this wait is over at once, and takes no more.
  one.queue.put(numbered(1, 1));
  equal(one.reader.wait(), 0);
  one.await_ready(2);
  equal(fill_all(one.reader), numbered(0, 2));
}

void keeps_what_came_however_often_it_leaves_off() {
  WaitingReader one;
  for (int i = 0; i < 200; ++i) {
    equal(one.reader.wait(), 0);
    one.queue.put(numbered(i, 1));
    one.await_ready(i + 1);
    for (int again = 0; again < 3; ++again) {
      equal(one.reader.wait(), 0);
      equal(one.reader.cancel(), true);
    }
    one.ready = i + 1;
    equal(fill(one.reader).messages, numbered(i, 1));
  }
}

// A message comes while the wait ends, at every distance from it: before, after or with it.
void loses_nothing_when_it_leaves_off() {
  WaitingReader one;
  Rounds rounds;
  Companion sender(one.queue, [&](const std::atomic<bool>& stop) {
    for (int i = 0; rounds.await(i, stop); ++i) {
      equal(send(one.queue.id(), numbered(i, 1)[0], Mode::kWait), 0);
    }
  });

  Messages taken;
  const auto take = [&](const Messages& more) {
    taken.insert(taken.end(), more.begin(), more.end());
    one.reader.consume(more.size());
  };
  int round = 0;
  for (Attempts attempts(5000); attempts.more(); ++round) {
    equal(one.reader.wait(), 0);
    rounds.begin(round);
    spin(round % 100);
    const bool came = one.reader.cancel();
    const Filled filled = fill(one.reader);
    check(filled.error == 0 || (filled.error == ENOMSG && !came), describe(filled.error));
    take(filled.messages);
  }
  rounds.end();
  sender.join();
  take(fill_all(one.reader));
  equal(taken, numbered(0, round));
  equal(one.queue.count(), 0);
}

}  // namespace

int main() {
  return run(
      {{"leaves off while it sleeps", leaves_off_while_it_sleeps},
       {"leaves off when it does not wait", leaves_off_when_it_does_not_wait},
       {"keeps what came before it left off", keeps_what_came_before_it_left_off},
       {"keeps what came over another wait", keeps_what_came_over_another_wait},
       {"keeps what came however often it leaves off", keeps_what_came_however_often_it_leaves_off},
       {"loses nothing when it leaves off", loses_nothing_when_it_leaves_off}});
}
