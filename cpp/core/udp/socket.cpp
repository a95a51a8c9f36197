#include "udp/socket.hpp"

#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace sysvmq {

namespace {

bool set_option(int fd, int option, int value) {
  return setsockopt(fd, SOL_SOCKET, option, &value, sizeof value) == 0;
}

}  // namespace

UdpSocket::Outcome UdpSocket::open(const UdpAddress& address, const Settings& settings) {
  fd_ = socket(address.data()->sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return {errno, "socket"};
  const char* call = "setsockopt";
  bool done = !settings.reuse_address || set_option(fd_, SO_REUSEADDR, 1);
  if (done && settings.receive_buffer > 0) {
    done = set_option(fd_, SO_RCVBUF, settings.receive_buffer);
  }
  if (done) {
    call = "bind";
    done = bind(fd_, address.data(), address.size()) == 0;
  }
  if (done) return {0, ""};
  const int error = errno;
  close();
  return {error, call};
}

void UdpSocket::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

UdpAddress UdpSocket::address() const {
  UdpAddress address;
  address.size() = UdpAddress::capacity();
  // Fails for nothing but a wrong argument.
  getsockname(fd_, address.data(), &address.size());
  return address;
}

std::uint32_t UdpSocket::dropped() const {
  std::uint32_t values[SK_MEMINFO_VARS] = {};
  socklen_t size = sizeof values;
  if (getsockopt(fd_, SOL_SOCKET, SO_MEMINFO, values, &size) != 0) return 0;
  return values[SK_MEMINFO_DROPS];
}

}  // namespace sysvmq
