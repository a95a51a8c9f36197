// Sockets of 127.0.0.1 on free ports, and what goes between them.
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "await.hpp"
#include "check.hpp"
#include "udp/inbox.hpp"
#include "udp/outbox.hpp"
#include "udp/socket.hpp"

namespace sysvmq::test {

inline UdpAddress parsed(const std::string& literal, std::uint16_t port = 0,
                         Where where = Where::here()) {
  const auto address = UdpAddress::parse(literal, port);
  check(address.has_value(), literal + " is an address", where);
  return *address;
}

// A socket that is open.
struct LocalSocket : UdpSocket {
  explicit LocalSocket(const Settings& settings = {}, Where where = Where::here()) {
    equal(open(parsed("127.0.0.1"), settings).error, 0, where);
  }

  int send(const std::string& text, const UdpAddress& to) const {
    const auto sent = sendto(fd(), text.data(), text.size(), 0, to.data(), to.size());
    return sent == static_cast<ssize_t>(text.size()) ? 0 : errno;
  }
};

inline std::string text_of(const UdpInbox& inbox, std::size_t index) {
  return {reinterpret_cast<const char*>(inbox.data(index)), inbox.size(index)};
}

using Texts = std::vector<std::string>;

// What waits in the socket.
inline Texts receive_all(int fd) {
  UdpInbox inbox(8);
  Texts texts;
  for (;;) {
    const UdpInbox::Batch batch = inbox.receive(fd);
    if (batch.error != 0) return texts;
    for (std::size_t i = 0; i < batch.count; ++i) texts.push_back(text_of(inbox, i));
  }
}

inline void send(UdpOutbox& outbox, int fd, const Texts& texts, const UdpAddress& to) {
  std::vector<UdpOutbox::Datagram> datagrams;
  for (const std::string& text : texts) {
    datagrams.push_back({reinterpret_cast<const std::byte*>(text.data()), text.size(), &to});
  }
  outbox.send(fd, datagrams.data(), datagrams.size());
}

}  // namespace sysvmq::test
