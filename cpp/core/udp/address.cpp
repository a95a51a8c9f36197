#include "udp/address.hpp"

#include <arpa/inet.h>
#include <netdb.h>

#include <cstring>
#include <string_view>

namespace sysvmq {

// The port is at the same place in either.
static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));

std::optional<UdpAddress> UdpAddress::parse(const std::string& literal, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST;
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(literal.c_str(), nullptr, &hints, &found) != 0) return std::nullopt;
  UdpAddress address;
  std::memcpy(&address.socket_address_, found->ai_addr, found->ai_addrlen);
  address.size_ = found->ai_addrlen;
  address.socket_address_.sin6_port = htons(port);
  freeaddrinfo(found);
  return address;
}

std::string UdpAddress::literal() const {
  char text[NI_MAXHOST] = "";
  getnameinfo(data(), size_, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
  return text;
}

std::uint16_t UdpAddress::port() const { return ntohs(socket_address_.sin6_port); }

bool UdpAddress::operator==(const UdpAddress& other) const {
  return size_ == other.size_ && std::memcmp(&socket_address_, &other.socket_address_, size_) == 0;
}

std::size_t UdpAddress::hash() const {
  const std::string_view bytes(reinterpret_cast<const char*>(&socket_address_), size_);
  return std::hash<std::string_view>()(bytes);
}

}  // namespace sysvmq
