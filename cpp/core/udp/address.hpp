// Where a datagram comes from or goes to: an IP address and a port, as the kernel wants them.
#pragma once

#include <netinet/in.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace sysvmq {

class UdpAddress {
 public:
  // Nowhere in particular: the peer of a connected socket.
  UdpAddress() = default;
  // Of an IP literal, with the scope of a link-local one ("fe80::1%eth0"). Nothing when it is none,
  // or when there is no such scope.
  static std::optional<UdpAddress> parse(const std::string& literal, std::uint16_t port);

  std::string literal() const;
  std::uint16_t port() const;
  bool is_ipv6() const { return socket_address_.sin6_family == AF_INET6; }

  // For system calls; one that writes an address writes size() as well, from capacity() at most.
  sockaddr* data() { return reinterpret_cast<sockaddr*>(&socket_address_); }
  const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&socket_address_); }
  socklen_t& size() { return size_; }
  socklen_t size() const { return size_; }
  static constexpr socklen_t capacity() { return sizeof(sockaddr_in6); }

  bool operator==(const UdpAddress& other) const;
  std::size_t hash() const;

 private:
  // Large enough for a sockaddr_in, which begins alike.
  sockaddr_in6 socket_address_{};
  socklen_t size_ = 0;
};

}  // namespace sysvmq

template <>
struct std::hash<sysvmq::UdpAddress> {
  std::size_t operator()(const sysvmq::UdpAddress& address) const { return address.hash(); }
};
