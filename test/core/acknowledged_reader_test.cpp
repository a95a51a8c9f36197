// Receiving into a ledger: what stays in it, and what goes.
#include "acknowledged.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void delivers_in_order_and_keeps() {
  Place place;
  TestReader one(place);
  place.queue.put(numbered(0, 5));
  const auto delivered = one.fill();
  equal(messages_of(delivered), numbered(0, 5));
  equal(place.queue.count(), 0);
  equal(one.reader.ledger().live(), 5);
  equal(one.fill().size(), 0);
  equal(one.error, ENOMSG);
}

void takes_no_more_than_there_are_slots() {
  Place place;
  TestReader one(place, 3);
  place.queue.put(numbered(0, 5));
  auto delivered = one.fill();
  equal(messages_of(delivered), numbered(0, 3));
  one.fill();
  equal(one.error, ENOBUFS);
  one.settle_own(delivered[1]);
  equal(messages_of(one.fill()), numbered(3, 1));
  one.settle_own(delivered[0]);
  one.settle_own(delivered[2]);
  equal(messages_of(one.fill()), numbered(4, 1));
  equal(one.reader.ledger().live(), 2);
}

void keeps_bytes_and_types_as_they_are() {
  Place place;
  TestReader one(place, 64);
  Messages messages;
  for (std::size_t size : {0u, 1u, 7u, 8u, 100u, 4000u, 8000u}) {
    messages.push_back({static_cast<long>(size) + 1, std::string(size, '\xff')});
    place.queue.put({messages.back()});
    const auto delivered = one.fill();
    equal(messages_of(delivered), {messages.back()});
    Orphan::Message again;
    check(!one.reader.read(delivered[0].ledger, delivered[0].slot, &again), "read again");
    equal(again.text.size(), size);
    equal(again.type, messages.back().type);
  }
}

void goes_on_in_another_slab() {
  Place place;
  TestReader one(place, 64);
  for (int i = 0; i < 40; ++i) {
    place.queue.put({{1, std::string(5000, static_cast<char>('a' + i % 26))}, {2, "between"}});
    const auto delivered = one.fill();
    Messages all = messages_of(delivered);
    auto rest = one.fill();
    for (const Delivered& each : rest) all.push_back(each.message);
    equal(all.size(), 2);
    equal(all[1], {2, "between"});
    for (const Delivered& each : delivered) one.settle_own(each);
    for (const Delivered& each : rest) one.settle_own(each);
  }
}

void selects() {
  Place place;
  TestReader one(place, 8, {2, false});
  place.queue.put({{1, "a"}, {2, "b"}, {1, "c"}});
  equal(messages_of(one.fill()), {{2, "b"}});
}

void waits_for_a_message() {
  Place place;
  TestReader one(place);
  for (int i = 0; i < 200; ++i) {
    one.fill();
    equal(one.error, ENOMSG);
    equal(one.reader.wait(), 0);
    one.fill();
    if (one.error != 0) equal(one.error, EBUSY);
    place.queue.put(numbered(i, 1));
    one.await_ready(i + 1);
    const auto delivered = one.fill();
    equal(messages_of(delivered), numbered(i, 1));
    one.settle_own(delivered[0]);
  }
}

void keeps_what_a_cancelled_wait_took() {
  Place place;
  TestReader one(place);
  int taken = 0;
  for (int i = 0; i < 300; ++i) {
    one.fill();
    equal(one.reader.wait(), 0);
    if (i % 2 == 0) await_receiver();
    place.queue.put(numbered(i, 1));
    taken += one.reader.cancel();
    const auto delivered = one.fill();
    equal(messages_of(delivered), numbered(i, 1));
    one.settle_own(delivered[0]);
  }
  check(taken > 0, "some waits had taken a message");
}

void ends_with_the_queue() {
  Place place;
  TestReader one(place);
  one.fill();
  equal(one.reader.wait(), 0);
  await_receiver();
  place.queue.remove();
  one.await_ready();
  one.fill();
  equal(one.error, EIDRM);
}

void removes_an_empty_ledger_and_keeps_another() {
  Place place;
  {
    TestReader one(place);
    equal(place.directory.names().size(), 1);
    place.queue.put(numbered(0, 2));
    for (const Delivered& each : one.fill()) one.settle_own(each);
  }
  equal(place.directory.names().size(), 0);
  {
    TestReader one(place);
    place.queue.put(numbered(0, 2));
    one.settle_own(one.fill()[0]);
  }
  equal(place.directory.names().size(), 1);
  {
    TestReader one(place);
    place.queue.put(numbered(0, 2));
    one.fill();
    one.reader.close(true);
  }
  equal(place.directory.names().size(), 1);
}

void keeps_what_nobody_asked_the_wait_for() {
  Place place;
  {
    TestReader one(place);
    one.fill();
    equal(one.reader.wait(), 0);
    await_receiver();
    place.queue.put(numbered(0, 1));
    one.await_ready();
  }
  TestReader next(place);
  equal(messages_of(next.adopt()), numbered(0, 1));
}

void a_large_message_gets_a_larger_ledger() {
  Place place;
  place.queue.set_max_bytes(500);
  TestReader one(place, 4);
  equal(one.reader.ledger().capacity(), 500);
  place.queue.set_max_bytes(16384);
  const Messages messages{{1, "small"}, {2, std::string(6000, 'x')}, {3, "after"}};
  place.queue.put(messages);
  const auto first = one.fill();
  equal(messages_of(first), {messages[0]});
  const auto rest = one.fill();
  equal(messages_of(rest), {messages[1], messages[2]});
  equal(one.reader.ledger().capacity(), 8000);
  // Both ledgers hold messages.
  equal(place.directory.names().size(), 2);
  Orphan::Message again;
  check(!one.reader.read(first[0].ledger, first[0].slot, &again), "of the outgrown ledger");
  equal(again.text.size(), 5);
  one.reader.close(false);
  TestReader next(place);
  equal(messages_of(next.adopt()), messages);
}

void a_wait_meets_a_large_message() {
  Place place;
  place.queue.set_max_bytes(500);
  TestReader one(place, 4);
  one.fill();
  equal(one.reader.wait(), 0);
  await_receiver();
  place.queue.set_max_bytes(16384);
  place.queue.put({{2, std::string(6000, 'x')}});
  one.await_ready();
  equal(messages_of(one.fill()), {{2, std::string(6000, 'x')}});
  equal(place.directory.names().size(), 1);
}

}  // namespace

int main() {
  return run({
      {"delivers in order and keeps", delivers_in_order_and_keeps},
      {"takes no more than there are slots", takes_no_more_than_there_are_slots},
      {"keeps bytes and types as they are", keeps_bytes_and_types_as_they_are},
      {"goes on in another slab", goes_on_in_another_slab},
      {"selects", selects},
      {"waits for a message", waits_for_a_message},
      {"keeps what a cancelled wait took", keeps_what_a_cancelled_wait_took},
      {"ends with the queue", ends_with_the_queue},
      {"removes an empty ledger and keeps another", removes_an_empty_ledger_and_keeps_another},
      {"keeps what nobody asked the wait for", keeps_what_nobody_asked_the_wait_for},
      {"a large message gets a larger ledger", a_large_message_gets_a_larger_ledger},
      {"a wait meets a large message", a_wait_meets_a_large_message},
  });
}
