// Numbers for senders.
#include "udp/senders.hpp"
#include "udp_sockets.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void expect(UdpSenders::Known known, std::size_t number, bool is_new, Where where = Where::here()) {
  equal(known.number, number, where);
  equal(known.is_new, is_new, where);
}

void numbers_each_once() {
  UdpSenders senders;
  const UdpAddress one = parsed("127.0.0.1", 1), two = parsed("127.0.0.1", 2);
  expect(senders.find(one), 0, true);
  expect(senders.find(one), 0, false);
  expect(senders.find(two), 1, true);
  expect(senders.find(one), 0, false);
  check(senders.at(1) == two, "the address of a number");
}

void forgets_all_when_there_would_be_too_many() {
  UdpSenders senders;
  for (std::uint16_t port = 1; port <= 8; ++port) senders.find(parsed("127.0.0.1", port));
  equal(senders.make_room(2, 10), false);
  expect(senders.find(parsed("127.0.0.1", 3)), 2, false);
  equal(senders.make_room(3, 10), true);
  expect(senders.find(parsed("127.0.0.1", 3)), 0, true);
  expect(senders.find(parsed("127.0.0.1", 8)), 1, true);
}

}  // namespace

int main() {
  return run(
      {{"numbers each once", numbers_each_once},
       {"forgets all when there would be too many", forgets_all_when_there_would_be_too_many}});
}
