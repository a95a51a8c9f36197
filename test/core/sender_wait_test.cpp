// Finishing a batch on the waiting thread.
#include "check.hpp"
#include "waiting.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void finishes_when_there_is_room() {
  WaitingSender one(4);
  equal(one.wait(numbered(10, 6)), 0);
  await_sender();
  equal(one.sender.progress().waiting, true);
  Messages taken;
  await(
      [&] {
        if (const auto message = one.queue.take()) taken.push_back(*message);
        return taken.size() == 6;
      },
      "all have come");
  equal(taken, numbered(10, 6));
  one.await_over();
  one.expect(6, 0);
  await([&] { return one.told == 1; }, "it told once");
}

void finishes_at_once_when_all_fits() {
  WaitingSender one(100);
  for (int i = 0; i < 500; ++i) {
    equal(one.wait(numbered(i, 2)), 0);
    await([&] { return one.told == i + 1; }, "it told once more");
    one.expect(2, 0);
    equal(one.queue.take_all(), numbered(i, 2));
  }
}

void begins_where_it_is_told() {
  WaitingSender one(100);
  one.entries = stage(one.sender, numbered(0, 6));
  equal(one.sender.wait(one.entries.data(), 2, 5, false), 0);
  one.await_over();
  one.expect(5, 0);
  equal(one.queue.take_all(), numbered(2, 3));
}

void tells_of_each_progress_when_asked() {
  WaitingSender one(2);
  equal(one.wait(numbered(10, 4), true), 0);
  for (int sent = 1; sent <= 3; ++sent) {
    await([&] { return one.told == sent; }, "it told of one more");
    await_sender();
    equal(one.sender.progress().sent, static_cast<std::size_t>(sent));
    equal(one.queue.take(), numbered(9 + sent, 1)[0]);
  }
  await([&] { return one.told == 4; }, "it told that it is over");
  one.expect(4, 0);
}

void goes_on_when_the_queue_grows() {
  WaitingSender one(2);
  equal(one.wait(numbered(10, 4)), 0);
  await_sender();
  one.queue.set_max_bytes(100);
  one.await_over();
  one.expect(4, 0);
}

void gives_up_a_message_that_can_never_fit() {
  WaitingSender one(100);
  equal(one.wait({{1, "fits"}, {1, std::string(101, 'x')}, {1, "fits"}}), 0);
  one.await_over();
  one.expect(1, EMSGSIZE);
  equal(one.queue.take_all(), {{1, "fits"}});
  one.queue.set_max_bytes(0);
  equal(one.wait({{1, ""}}), 0);
  one.await_over();
  one.expect(0, EMSGSIZE);
}

void ends_when_the_queue_is_removed() {
  WaitingSender one(4);
  equal(one.wait(numbered(10, 4)), 0);
  await_sender();
  one.queue.remove();
  one.await_over();
  one.expect(2, EIDRM);
}

}  // namespace

int main() {
  return run({
      {"finishes when there is room", finishes_when_there_is_room},
      {"finishes at once when all fits", finishes_at_once_when_all_fits},
      {"begins where it is told", begins_where_it_is_told},
      {"tells of each progress when asked", tells_of_each_progress_when_asked},
      {"goes on when the queue grows", goes_on_when_the_queue_grows},
      {"gives up a message that can never fit", gives_up_a_message_that_can_never_fit},
      {"ends when the queue is removed", ends_when_the_queue_is_removed},
  });
}
