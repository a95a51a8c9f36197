// What each form of a selector takes, as msgrcv(2) has it.
#include <climits>

#include "check.hpp"
#include "private_queue.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

const Messages kMixed{{5, "a"}, {2, "b"}, {9, "c"}, {2, "d"}, {5, "e"}};

void takes_any_in_order() {
  PrivateQueue queue;
  queue.put(kMixed);
  equal(queue.take_all(), kMixed);
}

void takes_one_type() {
  PrivateQueue queue;
  queue.put(kMixed);
  equal(queue.take({2}), Message{2, "b"});
  equal(queue.take({2}), Message{2, "d"});
  equal(queue.take({2}), std::nullopt);
  equal(queue.count(), 3);
}

void takes_the_lowest_type_up_to() {
  PrivateQueue queue;
  queue.put(kMixed);
  equal(queue.take({-1}), std::nullopt);
  equal(queue.take({-8}), Message{2, "b"});
  equal(queue.take({-8}), Message{2, "d"});
  equal(queue.take({-8}), Message{5, "a"});
  equal(queue.take({-8}), Message{5, "e"});
  equal(queue.take({-8}), std::nullopt);
  equal(queue.take({-9}), Message{9, "c"});
}

void takes_all_but_one_type() {
  PrivateQueue queue;
  queue.put(kMixed);
  equal(queue.take({5, true}), Message{2, "b"});
  equal(queue.take({5, true}), Message{9, "c"});
  equal(queue.take({5, true}), Message{2, "d"});
  equal(queue.take({5, true}), std::nullopt);
  equal(queue.take_all(), {{5, "a"}, {5, "e"}});
}

void except_means_nothing_without_a_type() {
  PrivateQueue queue;
  queue.put(kMixed);
  equal(queue.take({0, true}), Message{5, "a"});
  equal(queue.take({-4, true}), Message{2, "b"});
}

void knows_the_whole_range_of_a_long() {
  PrivateQueue queue;
  const Message highest{LONG_MAX, "highest"};
  queue.put({highest, {LONG_MAX - 1, "below"}});
  equal(queue.take({LONG_MAX}), highest);
  equal(queue.take({LONG_MAX}), std::nullopt);
  equal(queue.take({-(LONG_MAX - 2)}), std::nullopt);
  equal(queue.take({LONG_MAX, true}), Message{LONG_MAX - 1, "below"});
  queue.put({highest});
  equal(queue.take({-LONG_MAX}), highest);
  queue.put({highest});
  equal(queue.take({LONG_MIN}), highest);
}

void keeps_a_type_through_an_entry() {
  for (const long type : {1L, 0x7fffffffL, 0x80000000L, 0xffffffffL, 0x100000000L, LONG_MAX}) {
    Entry entry{};
    entry.set_type(type);
    equal(entry.type(), type);
  }
}

}  // namespace

int main() {
  return run({{"takes any in order", takes_any_in_order},
              {"takes one type", takes_one_type},
              {"takes the lowest type up to a number", takes_the_lowest_type_up_to},
              {"takes all but one type", takes_all_but_one_type},
              {"except means nothing without a type", except_means_nothing_without_a_type},
              {"knows the whole range of a long", knows_the_whole_range_of_a_long},
              {"keeps a type through an entry", keeps_a_type_through_an_entry}});
}
