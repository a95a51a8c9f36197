// Sends datagrams, many a system call, and keeps those that the kernel has no room for.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "udp/address.hpp"

namespace sysvmq {

class UdpOutbox {
 public:
  // How many datagrams, and how many bytes of them, are kept at most while there is no room.
  struct Bounds {
    std::size_t datagrams;
    std::size_t bytes;
  };
  explicit UdpOutbox(Bounds bounds) : bounds_(bounds) {}

  struct Datagram {
    const std::byte* data;
    std::size_t size;
    const UdpAddress* to;
  };
  // Sends in order, without sleeping. The kernel's refusal of one does not stop the others. What
  // finds no room is copied, or fails if that is over the bounds.
  void send(int fd, const Datagram* datagrams, std::size_t count);
  // Sends what is kept, as far as there is room now.
  void flush(int fd);
  bool is_empty() const { return kept_.empty(); }

  std::uint64_t sent() const { return sent_; }
  std::uint64_t failed() const { return failed_; }

 private:
  struct Kept {
    std::vector<std::byte> data;
    UdpAddress to;
  };

  std::size_t send_batch(int fd, const Datagram* datagrams, std::size_t count);
  void keep(const Datagram& datagram);

  const Bounds bounds_;
  std::deque<Kept> kept_;
  std::size_t kept_bytes_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t failed_ = 0;
};

}  // namespace sysvmq
