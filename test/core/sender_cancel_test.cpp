// Leaving off to wait for room, with an exact count of what was sent.
#include "check.hpp"
#include "companion.hpp"
#include "rounds.hpp"
#include "waiting.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void leaves_off_while_it_sleeps() {
  WaitingSender one(4);
  for (int i = 0; i < 100; ++i) {
    equal(one.wait(numbered(10, 4)), 0);
    await_sender();
    const Sender::Progress progress = one.sender.cancel();
    equal(progress.sent, 2);
    equal(progress.error, EAGAIN);
    equal(progress.waiting, false);
    equal(one.queue.take_all(), numbered(10, 2));
  }
  equal(one.told, 0);
}

void leaves_off_when_it_does_not_wait() {
  WaitingSender one(4);
  equal(one.sender.cancel().sent, 0);
  equal(one.wait(numbered(10, 2)), 0);
  one.await_over();
  const Sender::Progress progress = one.sender.cancel();
  equal(progress.sent, 2);
  equal(progress.error, 0);
}

void closes_at_any_time() {
  WaitingSender one(4);
  one.sender.close();
  for (int i = 0; i < 50; ++i) {
    equal(one.wait(numbered(10, 4)), 0);
    if (i % 2 == 0) await_sender();
    one.sender.close();
    await([] { return waiting_threads().empty(); }, "there is no thread any more");
    const std::size_t sent = one.sender.progress().sent;
    one.expect(sent, EAGAIN);
    equal(one.queue.take_all(), numbered(10, static_cast<int>(sent)));
  }
  equal(one.told, 0);
}

// Each message is sent once, in order, wherever the wait was left off.
void says_exactly_what_it_sent() {
  constexpr int kBatch = 16;
  const Message last{2, "last"};
  WaitingSender one(64);
  Messages taken;
  Companion reader(one.queue, [&](const std::atomic<bool>&) {
    do {
      const Received received = receive(one.queue.id(), {}, Mode::kWait);
      equal(received.error, 0);
      taken.push_back(received.message);
    } while (!(taken.back() == last));
  });
  int sent = 0;
  int round = 0;
  for (Attempts attempts(3000); attempts.more(); ++round) {
    equal(one.wait(numbered(sent, kBatch)), 0);
    spin(round % 100);
    const Sender::Progress progress = one.sender.cancel();
    check(progress.error == 0 || progress.error == EAGAIN, describe(progress.error));
    sent += static_cast<int>(progress.sent);
  }
  equal(send(one.queue.id(), last, Mode::kWait), 0);
  reader.join();
  taken.pop_back();
  equal(taken, numbered(0, sent));
  equal(one.queue.count(), 0);
}

}  // namespace

int main() {
  return run({{"leaves off while it sleeps", leaves_off_while_it_sleeps},
              {"leaves off when it does not wait", leaves_off_when_it_does_not_wait},
              {"closes at any time", closes_at_any_time},
              {"says exactly what it sent", says_exactly_what_it_sent}});
}
