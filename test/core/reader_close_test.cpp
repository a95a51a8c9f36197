// Closing: what nobody has consumed goes back into the queue, in order.
#include "await.hpp"
#include "batches.hpp"
#include "check.hpp"
#include "companion.hpp"
#include "private_queue.hpp"
#include "reader.hpp"
#include "rounds.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

constexpr auto kNoPatience = std::chrono::milliseconds(0);
// More than any test takes: the wait ends with what it waits for.
constexpr auto kPatience = std::chrono::milliseconds(kDeadline);

const Messages kThree{{3, "three"}, {1, ""}, {2, "two"}};

void puts_back_what_is_not_consumed() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 32, do_nothing);
  queue.put({{9, "consumed"}});
  queue.put(kThree);
  fill_all(reader);
  reader.consume(1);
  equal(reader.close(kNoPatience).size(), 0);
  equal(reader.held(), 0);
  equal(queue.take_all(), kThree);
}

void puts_nothing_back_twice() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 4096, do_nothing);
  queue.put(kThree);
  fill_all(reader);
  reader.close(kNoPatience);
  reader.close(kNoPatience);
  equal(queue.take_all(), kThree);
}

void puts_back_what_a_wait_took() {
  PrivateQueue queue;
  std::atomic<int> ready{0};
  Reader reader(queue.id(), {}, 4096, [&] { ++ready; });
  queue.put(kThree);
  equal(fill_all(reader), kThree);
  reader.consume(2);
  equal(reader.wait(), 0);
  queue.put({{4, "four"}});
  await([&] { return ready == 1; }, "the wait is over");
  equal(reader.close(kNoPatience).size(), 0);
  equal(queue.take_all(), {kThree[2], {4, "four"}});
}

void leaves_off_waiting() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 4096, do_nothing);
  equal(reader.wait(), 0);
  await_receiver();
  equal(reader.close(kNoPatience).size(), 0);
  await([] { return waiting_threads().empty(); }, "there is no thread any more");
  queue.put(kThree);
  equal(queue.take_all(), kThree);
}

void hands_over_what_does_not_fit() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 64, do_nothing);
  queue.set_max_bytes(30);
  queue.put(numbered(10, 10));
  fill_all(reader);
  reader.consume(2);
  const std::string rival(26, 'x');
  queue.put({{1, rival}});
  equal(to_messages(reader.close(kNoPatience)), numbered(14, 6));
  equal(reader.held(), 0);
  equal(queue.take()->text, rival);
  equal(queue.take_all(), numbered(12, 2));
}

void waits_for_room() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 4096, do_nothing);
  queue.set_max_bytes(4);
  queue.put(numbered(10, 2));
  fill_all(reader);
  queue.put(numbered(90, 2));
  Messages taken;
  Companion other(queue, [&](const std::atomic<bool>&) {
    while (taken.size() < 3) {
      const Received received = receive(queue.id(), {}, Mode::kWait);
      equal(received.error, 0);
      taken.push_back(received.message);
    }
  });
  equal(reader.close(kPatience).size(), 0);
  other.join();
  taken.push_back(queue.take().value_or(Message{0, "nothing"}));
  equal(taken, {{1, "90"}, {1, "91"}, {1, "10"}, {1, "11"}});
}

void hands_over_everything_of_a_removed_queue() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 32, do_nothing);
  queue.put(kThree);
  fill_all(reader);
  queue.remove();
  equal(to_messages(reader.close(kPatience)), kThree);
}

// The message comes while the reader closes: it is in the queue afterwards, once.
void loses_nothing_when_it_closes() {
  PrivateQueue queue;
  Rounds rounds;
  std::atomic<int> sent{0};
  Companion sender(queue, [&](const std::atomic<bool>& stop) {
    for (int i = 0; rounds.await(i, stop); ++i) {
      equal(send(queue.id(), numbered(i, 1)[0]), 0);
      ++sent;
    }
  });
  int round = 0;
  for (Attempts attempts(1000); attempts.more(); ++round) {
    Reader reader(queue.id(), {}, 4096, do_nothing);
    equal(reader.wait(), 0);
    rounds.begin(round);
    spin(round % 100);
    equal(reader.close(kNoPatience).size(), 0);
    await([&] { return sent == round + 1; }, "the message is sent");
    equal(queue.take_all(), numbered(round, 1));
  }
  rounds.end();
  sender.join();
}

}  // namespace

int main() {
  return run(
      {{"puts back what is not consumed", puts_back_what_is_not_consumed},
       {"puts nothing back twice", puts_nothing_back_twice},
       {"puts back what a wait took", puts_back_what_a_wait_took},
       {"leaves off waiting", leaves_off_waiting},
       {"hands over what does not fit", hands_over_what_does_not_fit},
       {"waits for room", waits_for_room},
       {"hands over everything of a removed queue", hands_over_everything_of_a_removed_queue},
       {"loses nothing when it closes", loses_nothing_when_it_closes}});
}
