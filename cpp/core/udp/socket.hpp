// A UDP socket: opened, bound, asked, and closed at the end. It never sleeps.
#pragma once

#include <cstdint>

#include "udp/address.hpp"

namespace sysvmq {

class UdpSocket {
 public:
  UdpSocket() = default;
  ~UdpSocket() { close(); }
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;

  struct Settings {
    bool reuse_address;  // SO_REUSEADDR
    int receive_buffer;  // SO_RCVBUF; 0 leaves the system's
  };
  // error is an errno, 0 for success; call names the system call that failed.
  struct Outcome {
    int error;
    const char* call;
  };
  // Binds it. Precondition: not open. It is not open after a failure.
  Outcome open(const UdpAddress& address, const Settings& settings);
  void close();

  bool is_open() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  // Where it is bound. Precondition: open.
  UdpAddress address() const;
  // How many datagrams the kernel has dropped because the receive buffer was full, modulo 2^32; 0
  // when it does not tell (SO_MEMINFO, Linux 4.12). Precondition: open.
  std::uint32_t dropped() const;

 private:
  int fd_ = -1;
};

}  // namespace sysvmq
