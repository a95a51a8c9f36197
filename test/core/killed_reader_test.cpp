// kill -9 of readers at random and at the hand-over: each message once, or again after it was
// handed out, and none lost.
#include <map>
#include <random>

#include "acknowledged.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

constexpr int kRounds = 60;
constexpr int kMessages = 40;
constexpr std::uint32_t kSlots = 8;

// Its length and bytes follow from its number.
Message message_of(int number) {
  std::string text = std::to_string(number) + ":";
  const std::size_t size = text.size() + static_cast<std::size_t>(number * 37 % 300);
  while (text.size() < size) text += static_cast<char>('a' + number % 26);
  return {number + 1, text};
}

// Handles for ever: adopts first, tells of each message, settles it.
void handle(Place& place, int report) {
  TestReader one(place, kSlots);
  const auto tell = [&](const Delivered& each) {
    const int number = static_cast<int>(each.message.type) - 1;
    equal(each.message, message_of(number));
    if (write(report, &number, sizeof number) != sizeof number) _exit(1);
  };
  for (const Delivered& each : one.adopt()) {
    tell(each);
    one.reader.settle(each.ledger, each.slot);
  }
  for (;;) {
    const auto delivered = one.fill(kSlots);
    for (const Delivered& each : delivered) {
      tell(each);
      one.settle_own(each);
    }
    if (one.error != ENOMSG) continue;
    // Asleep in msgrcv on this thread, so that a kill meets the hand-over.
    while (one.reader.ledger().receive(place.queue.id(), {}, Mode::kWait).error != 0) continue;
    const std::uint32_t slot = one.reader.ledger().take();
    Orphan::Message message;
    one.reader.read(one.reader.ledger_number(), slot, &message);
    const Delivered each{0,
                         slot,
                         {static_cast<long>(message.type),
                          {reinterpret_cast<const char*>(message.text.data()), message.length}}};
    tell(each);
    one.settle_own(each);
  }
}

void loses_none(bool aimed) {
  Place place;
  int report[2];
  equal(pipe2(report, O_NONBLOCK), 0);
  std::mt19937 random(aimed ? 1 : 2);
  std::map<int, int> seen;
  const auto collect = [&] {
    for (int number; read(report[0], &number, sizeof number) == sizeof number;) ++seen[number];
  };
  int next = 0;
  for (int round = 0; round < kRounds; ++round) {
    Child child([&] { handle(place, report[1]); });
    if (aimed) {
      child.await_asleep(SYS_msgrcv);
      equal(send(place.queue.id(), message_of(next++)), 0);
    } else {
      for (int i = 0; i < kMessages; ++i) {
        if (send(place.queue.id(), message_of(next)) == 0) ++next;
        if (random() % 8 == 0) std::this_thread::yield();
      }
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 2000));
    }
    child.kill();
    collect();
  }
  Child last([&] { handle(place, report[1]); });
  await(
      [&] {
        collect();
        return static_cast<int>(seen.size()) == next;
      },
      "every message was handled");
  int again = 0;
  for (const auto& [number, times] : seen) again += times - 1;
  check(again <= kRounds * static_cast<int>(kSlots), "few twice");
  close(report[0]);
  close(report[1]);
}

}  // namespace

int main() {
  return run({
      {"loses none to kills at random", [] { loses_none(false); }},
      {"loses none to kills at the hand-over", [] { loses_none(true); }},
  });
}
