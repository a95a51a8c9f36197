// The waiting thread by itself: it starts, leaves off and ends whatever it is doing.
#include "waiting_thread.hpp"

#include "await.hpp"
#include "check.hpp"
#include "rounds.hpp"
#include "sleeper.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void ends_before_it_has_started() {
  Sleeper one;
  one.thread.cancel();
  equal(one.begun, 0);
}

void ends_when_it_is_asked_at_once() {
  for (int i = 0; i < 200; ++i) {
    Sleeper one;
    equal(one.thread.run(), 0);
  }
}

void ends_while_it_sleeps() {
  for (int i = 0; i < 50; ++i) {
    Sleeper one;
    equal(one.thread.run(), 0);
    await_receiver();
  }
}

void ends_while_it_is_idle() {
  for (int i = 0; i < 50; ++i) {
    Sleeper one;
    one.queue.put(numbered(0, 1));
    equal(one.thread.run(), 0);
    await([&] { return one.done == 1; }, "the task is done");
  }
}

void runs_again_after_it_has_ended() {
  Sleeper one;
  one.thread.end();
  for (int i = 1; i <= 50; ++i) {
    equal(one.thread.run(), 0);
    if (i % 2 == 0) await_receiver();
    one.thread.end();
    one.thread.end();
    await([] { return waiting_threads().empty(); }, "there is no thread any more");
    one.queue.put(numbered(i, 1));
    equal(one.thread.run(), 0);
    await([&] { return one.done == i; }, "the task is done");
  }
}

void tells_once_when_a_task_is_done() {
  Sleeper one;
  for (int i = 1; i <= 200; ++i) {
    equal(one.thread.run(), 0);
    one.queue.put(numbered(i, 1));
    await([&] { return one.done == i; }, "the task is done");
    equal(one.begun, i);
    equal(one.last_error, 0);
  }
  one.thread.cancel();
  equal(one.done, 200);
}

void tells_nothing_once_it_has_left_off() {
  Sleeper one;
  int round = 0;
  for (Attempts attempts(1000); attempts.more(); ++round) {
    equal(one.thread.run(), 0);
    spin(round % 50);
    one.thread.cancel();
    one.thread.cancel();
  }
  one.queue.put(numbered(0, 1));
  equal(one.done, 0);
  equal(one.queue.count(), 1);
}

void runs_again_after_it_has_left_off() {
  Sleeper one;
  for (int i = 1; i <= 50; ++i) {
    equal(one.thread.run(), 0);
    await_receiver();
    one.thread.cancel();
    equal(one.last_error, EINTR);
    equal(one.thread.run(), 0);
    one.queue.put(numbered(i, 1));
    await([&] { return one.done == i; }, "the task is done");
  }
}

}  // namespace

int main() {
  return run({
      {"ends before it has started", ends_before_it_has_started},
      {"ends when it is asked at once", ends_when_it_is_asked_at_once},
      {"ends while it sleeps", ends_while_it_sleeps},
      {"ends while it is idle", ends_while_it_is_idle},
      {"runs again after it has ended", runs_again_after_it_has_ended},
      {"tells once when a task is done", tells_once_when_a_task_is_done},
      {"tells nothing once it has left off", tells_nothing_once_it_has_left_off},
      {"runs again after it has left off", runs_again_after_it_has_left_off},
  });
}
