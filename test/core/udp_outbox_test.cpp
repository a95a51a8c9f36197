// Sending many at once, and what becomes of those that find no room.
#include <unistd.h>

#include "udp_sockets.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

constexpr UdpOutbox::Bounds kBounds{1000, 100000};

// Datagrams of the local domain have a queue that is soon full, as a send buffer is on a slow line.
// Connected: an address that is none is the peer's.
struct Line {
  int ends[2] = {-1, -1};
  explicit Line(Where where = Where::here()) {
    equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends), 0, where);
  }
  ~Line() {
    for (const int end : ends) ::close(end);
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
};

Texts numbers(int count) {
  Texts texts;
  for (int i = 0; i < count; ++i) texts.push_back(std::to_string(i));
  return texts;
}

void sends_more_than_a_call_takes() {
  LocalSocket socket;
  LocalSocket client;
  UdpOutbox outbox(kBounds);
  send(outbox, socket.fd(), numbers(100), client.address());
  equal(receive_all(client.fd()), numbers(100));
  equal(outbox.sent(), 100u);
  equal(outbox.failed(), 0u);
  check(outbox.is_empty(), "nothing is kept");
}

void goes_on_behind_one_that_fails() {
  LocalSocket socket;
  LocalSocket client;
  UdpOutbox outbox(kBounds);
  send(outbox, socket.fd(), {"a", std::string(65508, 'x'), "b"}, client.address());
  send(outbox, socket.fd(), {"to port 0"}, parsed("127.0.0.1", 0));
  equal(receive_all(client.fd()), Texts{"a", "b"});
  equal(outbox.sent(), 2u);
  equal(outbox.failed(), 2u);
}

void keeps_what_finds_no_room() {
  Line line;
  UdpOutbox outbox(kBounds);
  send(outbox, line.ends[0], numbers(300), UdpAddress());
  check(!outbox.is_empty(), "there was no room for all");
  send(outbox, line.ends[0], {"the last"}, UdpAddress());
  Texts received;
  while (received.size() < 301) {
    const Texts some = receive_all(line.ends[1]);
    check(!some.empty(), "each flush sends some");
    received.insert(received.end(), some.begin(), some.end());
    outbox.flush(line.ends[0]);
  }
  Texts expected = numbers(300);
  expected.push_back("the last");
  equal(received, expected);
  check(outbox.is_empty(), "nothing is kept");
  equal(outbox.sent(), 301u);
  equal(outbox.failed(), 0u);
}

void keeps_no_more_than_its_bounds() {
  for (const UdpOutbox::Bounds bounds : {UdpOutbox::Bounds{5, 1000}, UdpOutbox::Bounds{1000, 5}}) {
    Line line;
    UdpOutbox outbox(bounds);
    send(outbox, line.ends[0], Texts(300, "x"), UdpAddress());
    equal(outbox.sent() + 5 + outbox.failed(), 300u);
    const Texts first = receive_all(line.ends[1]);
    outbox.flush(line.ends[0]);
    equal(first.size() + receive_all(line.ends[1]).size(), outbox.sent());
    equal(outbox.sent() + outbox.failed(), 300u);
    // What was sent makes room again.
    send(outbox, line.ends[0], {"more"}, UdpAddress());
    equal(outbox.sent() + outbox.failed(), 301u);
  }
}

}  // namespace

int main() {
  return run({{"sends more than a call takes", sends_more_than_a_call_takes},
              {"goes on behind one that fails", goes_on_behind_one_that_fails},
              {"keeps what finds no room", keeps_what_finds_no_room},
              {"keeps no more than its bounds", keeps_no_more_than_its_bounds}});
}
