// Opening sockets, and receiving from them.
#include "udp_sockets.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void is_bound_to_a_free_port() {
  LocalSocket socket;
  equal(socket.address().literal(), std::string("127.0.0.1"));
  check(socket.address().port() > 0, "it has a port");
  equal(socket.dropped(), 0u);
}

void frees_its_port() {
  LocalSocket first;
  const UdpAddress address = first.address();
  UdpSocket second;
  const UdpSocket::Outcome outcome = second.open(address, {});
  equal(outcome.error, EADDRINUSE);
  equal(std::string(outcome.call), std::string("bind"));
  equal(second.is_open(), false);
  first.close();
  equal(second.open(address, {}).error, 0);
}

void shares_its_port() {
  LocalSocket first({true, 0});
  UdpSocket second;
  equal(second.open(first.address(), {true, 0}).error, 0);
}

void has_the_receive_buffer_that_was_asked_for() {
  LocalSocket socket({false, 8192});
  int size = 0;
  socklen_t length = sizeof size;
  getsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUF, &size, &length);
  equal(size, 16384);  // The kernel doubles it.
}

void refuses_what_is_no_address() {
  UdpSocket socket;
  const UdpSocket::Outcome outcome = socket.open(UdpAddress(), {});
  equal(outcome.error, EAFNOSUPPORT);
  equal(std::string(outcome.call), std::string("socket"));
}

void counts_what_the_kernel_dropped() {
  LocalSocket socket({false, 2048});
  LocalSocket client;
  int sent = 0;
  for (; socket.dropped() == 0 && sent < 1000; ++sent) client.send("x", socket.address());
  const std::uint32_t dropped = socket.dropped();
  check(dropped > 0, "it drops what has no room");
  equal(receive_all(socket.fd()).size(), static_cast<std::size_t>(sent) - dropped);
}

void receives_in_batches() {
  LocalSocket socket;
  LocalSocket clients[2];
  for (int i = 0; i < 5; ++i) clients[i % 2].send(std::to_string(i), socket.address());
  UdpInbox inbox(3);
  equal(inbox.receive(socket.fd()).count, 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    equal(text_of(inbox, i), std::to_string(i));
    check(inbox.sender(i) == clients[i % 2].address(), "who sent it");
  }
  equal(inbox.receive(socket.fd()).count, 2u);
  equal(text_of(inbox, 1), std::string("4"));
  equal(inbox.receive(socket.fd()).error, EAGAIN);
}

void receives_the_smallest_and_the_largest() {
  LocalSocket socket;
  LocalSocket client;
  const std::string largest(65507, 'x');
  client.send("", socket.address());
  client.send(largest, socket.address());
  equal(receive_all(socket.fd()), Texts{"", largest});
}

void says_why_it_can_not_receive() {
  UdpInbox inbox(1);
  equal(inbox.receive(-1).error, EBADF);
}

}  // namespace

int main() {
  return run(
      {{"is bound to a free port", is_bound_to_a_free_port},
       {"frees its port", frees_its_port},
       {"shares its port", shares_its_port},
       {"has the receive buffer that was asked for", has_the_receive_buffer_that_was_asked_for},
       {"refuses what is no address", refuses_what_is_no_address},
       {"counts what the kernel dropped", counts_what_the_kernel_dropped},
       {"receives in batches", receives_in_batches},
       {"receives the smallest and the largest", receives_the_smallest_and_the_largest},
       {"says why it can not receive", says_why_it_can_not_receive}});
}
