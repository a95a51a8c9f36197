// Signals without end, at every moment of a wait: nothing is lost, nothing comes twice.
#include "check.hpp"
#include "companion.hpp"
#include "rounds.hpp"
#include "signals.hpp"
#include "waiting.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

const Message kLast{2, "last"};

// Signals the waiting threads until it is stopped.
class Storm {
 public:
  explicit Storm(PrivateQueue& queue)
      : companion_(queue, [](const std::atomic<bool>& stop) {
          while (!stop) {
            for (const pid_t thread : waiting_threads()) {
              for (int i = 0; i < 100 && !stop; ++i) {
                signal_thread(thread);
                spin(1);
              }
            }
          }
        }) {}
  void stop() { companion_.stop(); }

 private:
  Companion companion_;
};

// Each message is sent only when the one before has arrived, so that most find the reader asleep.
void a_reader_gets_every_message_once() {
  const Disposition own(count_signal);
  WaitingReader one;
  std::atomic<int> taken{0};
  Companion sender(one.queue, [&](const std::atomic<bool>& stop) {
    await([&] { return urgent_signals > 0 || stop; }, "there is a storm");
    int sent = 0;
    for (Attempts attempts(2000); attempts.more() && !stop; ++sent) {
      await([&] { return taken == sent || stop; }, "the one before has arrived");
      if (sent % 8 == 0 && !stop) await_receiver();
      equal(send(one.queue.id(), {1, std::to_string(sent)}), 0);
    }
    equal(send(one.queue.id(), kLast), 0);
  });
  Storm storm(one.queue);

  for (;; ++taken) {
    equal(one.reader.wait(), 0);
    await([&] { return !one.reader.waiting(); }, "there is a message");
    const Filled filled = fill(one.reader, 1);
    equal(filled.error, 0);
    if (filled.messages == Messages{kLast}) break;
    equal(filled.messages, numbered(taken, 1));
    one.reader.consume(1);
  }
  sender.join();
  storm.stop();
}

void a_sender_sends_every_message_once() {
  const Disposition own(count_signal);
  constexpr int kBatch = 100;
  WaitingSender one(64);
  Messages taken;
  Companion reader(one.queue, [&](const std::atomic<bool>&) {
    do {
      const Received received = receive(one.queue.id(), {}, Mode::kWait);
      equal(received.error, 0);
      taken.push_back(received.message);
    } while (!(taken.back() == kLast));
  });
  Storm storm(one.queue);

  const auto send_all = [&](const Messages& messages) {
    equal(one.wait(messages), 0);
    one.await_over();
    one.expect(messages.size(), 0);
  };
  // The thread is there from the first batch on.
  send_all(numbered(0, kBatch));
  await([] { return urgent_signals > 0; }, "there is a storm");
  int sent = kBatch;
  for (Attempts attempts(200); attempts.more(); sent += kBatch) send_all(numbered(sent, kBatch));
  send_all({kLast});
  reader.join();
  storm.stop();
  taken.pop_back();
  equal(taken, numbered(0, sent));
}

}  // namespace

int main() {
  return run({{"a reader gets every message once", a_reader_gets_every_message_once},
              {"a sender sends every message once", a_sender_sends_every_message_once}});
}
