// Taking over what the dead have left.
#include <sys/file.h>

#include <limits>

#include "acknowledged.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void takes_over_what_a_killed_reader_had() {
  Place place;
  place.queue.put(numbered(0, 5));
  take_and_die(place);
  TestReader one(place);
  const auto adopted = one.adopt();
  equal(messages_of(adopted), numbered(0, 5));
  equal(one.adopt().size(), 0);
  for (const Delivered& each : adopted) equal(one.reader.settle(each.ledger, each.slot), 0);
  // The orphan is gone, the reader's own is there.
  equal(place.directory.names().size(), 1);
}

void takes_over_what_a_closed_reader_had() {
  Place place;
  TestReader closed(place);
  place.queue.put(numbered(0, 2));
  closed.fill();
  // As JavaScript does until its array is collected.
  const auto mapping = closed.reader.ledger().mapping();
  closed.reader.close(false);
  TestReader one(place);
  equal(messages_of(one.adopt()), numbered(0, 2));
}

void leaves_the_living_alone() {
  Place place;
  TestReader one(place);
  place.queue.put(numbered(0, 3));
  one.fill();
  TestReader other(place);
  equal(other.adopt().size(), 0);
  equal(other.refused.size(), 0);
}

void two_never_adopt_the_same() {
  Place place;
  for (int i = 0; i < 6; ++i) {
    place.queue.put(numbered(i, 1));
    take_and_die(place);
  }
  TestReader one(place);
  TestReader other(place);
  equal(messages_of(one.adopt(3)), numbered(0, 3));
  equal(messages_of(other.adopt()), numbered(3, 3));
  equal(one.adopt().size(), 0);
}

std::int64_t clock_of_stamps() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

void keeps_the_order_over_ledgers() {
  Place place;
  TestReader first(place);
  TestReader second(place);
  Messages all;
  for (int i = 0; i < 6; ++i) {
    place.queue.put(numbered(i, 1));
    (i % 2 == 0 ? first : second).fill(1);
    all.push_back(numbered(i, 1)[0]);
    const std::int64_t stamp = clock_of_stamps();
    await([&] { return clock_of_stamps() > stamp; }, "the clock goes on");
  }
  first.reader.close(false);
  second.reader.close(false);
  TestReader one(place);
  equal(messages_of(one.adopt()), all);
}

void counts_attempts() {
  Place place;
  {
    TestReader one(place);
    place.queue.put(numbered(0, 3));
    const auto delivered = one.fill();
    one.begin_own(delivered[0], 1);
    one.begin_own(delivered[1], 2);
  }
  {
    TestReader one(place);
    const auto adopted = one.adopt();
    equal(adopted[0].attempts, 1);
    equal(adopted[1].attempts, 2);
    equal(adopted[2].attempts, 0);
    equal(one.reader.begin_attempt(adopted[0].ledger, adopted[0].slot, 7), 0);
    equal(one.reader.settle(adopted[1].ledger, adopted[1].slot), 0);
  }
  TestReader one(place);
  const auto adopted = one.adopt();
  equal(adopted.size(), 2);
  equal(adopted[0].attempts, 7);
  equal(adopted[1].message, numbered(2, 1)[0]);
}

void what_its_selector_takes() {
  Place place;
  place.queue.put({{3, "three"}, {5, "five"}});
  take_and_die(place);
  for (const Selector selector : {Selector{3, false}, {-4, false}, {5, true}}) {
    TestReader one(place, 4, selector);
    equal(one.adopt().size(), 0);
    equal(one.refused.size(), 0);
  }
  for (const Selector selector : {Selector{0, false}, {-5, false}, {4, true}}) {
    TestReader one(place, 4, selector);
    equal(one.adopt().size(), 2);
  }
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  check((Selector{std::numeric_limits<long>::min(), false}.takes(kMost)), "any");
}

void of_its_own_queue_alone() {
  Place place;
  place.queue.put(numbered(0, 1));
  take_and_die(place);
  {
    // Another queue, under the first one's name: what is in the file counts.
    const PrivateQueue other;
    const std::string name = place.directory.names()[0];
    QueueIdentity mine{};
    check(!identify_queue(other.id(), &mine), "identified");
    rename(place.directory.at(name).c_str(),
           place.directory.at(LedgerDirectory::prefix(mine) + "x.ledger").c_str());
    AcknowledgedReader reader(other.id(), {}, 65536, [] {});
    check(!reader.open(place.directory.path(), 4), "opened");
    AcknowledgedReader::Adoption adoption;
    check(!reader.adopt(10, &adoption), "adopts");
    equal(adoption.messages.size(), 0);
    equal(adoption.refused.size(), 1);
    equal(static_cast<int>(adoption.refused[0].problem.kind),
          static_cast<int>(Problem::Kind::kOtherQueue));
  }
  equal(place.directory.names().size(), 1);
}

void removes_what_a_removed_queue_left() {
  PrivateDirectory directory;
  {
    Place place;
    place.queue.put(numbered(0, 1));
    take_and_die(place);
    const std::string from = place.directory.only();
    const std::string name = from.substr(from.rfind('/') + 1);
    rename(from.c_str(), directory.at(name).c_str());
  }
  const PrivateQueue queue;
  AcknowledgedReader reader(queue.id(), {}, 65536, [] {});
  check(!reader.open(directory.path(), 4), "opened");
  equal(directory.names().size(), 2);
  AcknowledgedReader::Adoption adoption;
  check(!reader.adopt(10, &adoption), "adopts");
  equal(adoption.messages.size(), 0);
  equal(directory.names().size(), 1);
}

void tells_a_queue_by_more_than_its_id() {
  PrivateQueue queue;
  QueueIdentity mine{};
  check(!identify_queue(queue.id(), &mine), "identified");
  check(compare(mine, mine) == Sameness::kSame, "itself");
  QueueIdentity other = mine;
  other.boot[3] ^= 1;
  check(compare(mine, other) == Sameness::kGone, "of another boot");
  other = mine;
  ++other.id;
  check(compare(mine, other) == Sameness::kUnknown, "another id");
  other = mine;
  ++other.key;
  check(compare(mine, other) == Sameness::kUnknown, "another key");
  QueueIdentity with = mine;
  with.namespace_id = 5;
  with.namespace_inode = 77;
  other = with;
  other.namespace_id = 6;
  check(compare(with, other) == Sameness::kGone, "of a namespace that had this inode before");
  // Before Linux 6.18.
  with.namespace_id = other.namespace_id = 0;
  check(compare(with, other) == Sameness::kSame, "unchanged");
  ++with.changed;
  check(compare(with, other) == Sameness::kUnknown, "changed, or made, since");
  with.namespace_inode = other.namespace_inode = 0xefffffff;
  check(compare(with, other) == Sameness::kSame, "the first namespace never ends");
}

void a_removed_queue_has_no_identity() {
  PrivateQueue queue;
  queue.remove();
  QueueIdentity identity{};
  const Problem problem = identify_queue(queue.id(), &identity);
  equal(static_cast<int>(problem.kind), static_cast<int>(Problem::Kind::kQueue));
  check(problem.error == EINVAL || problem.error == EIDRM, "gone");
}

}  // namespace

int main() {
  return run({
      {"takes over what a killed reader had", takes_over_what_a_killed_reader_had},
      {"takes over what a closed reader had", takes_over_what_a_closed_reader_had},
      {"leaves the living alone", leaves_the_living_alone},
      {"two never adopt the same", two_never_adopt_the_same},
      {"keeps the order over ledgers", keeps_the_order_over_ledgers},
      {"counts attempts", counts_attempts},
      {"what its selector takes", what_its_selector_takes},
      {"of its own queue alone", of_its_own_queue_alone},
      {"removes what a removed queue left", removes_what_a_removed_queue_left},
      {"tells a queue by more than its id", tells_a_queue_by_more_than_its_id},
      {"a removed queue has no identity", a_removed_queue_has_no_identity},
  });
}
