// Receives datagrams, many a system call, and keeps them until the next call.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "udp/address.hpp"

namespace sysvmq {

class UdpInbox {
 public:
  explicit UdpInbox(std::size_t capacity);

  struct Batch {
    int error;  // 0, or why there is none: EAGAIN when the socket has none
    std::size_t count;
  };
  // Takes what waits in the socket, without sleeping: at most as many as it was made for.
  Batch receive(int fd);

  // Of the last batch. The bytes are those of the largest datagram there is at most.
  const std::byte* data(std::size_t index) const { return memory_.get() + index * kMaxSize; }
  std::size_t size(std::size_t index) const { return headers_[index].msg_len; }
  const UdpAddress& sender(std::size_t index) const { return senders_[index]; }

 private:
  // More than any datagram has, so that none is cut.
  static constexpr std::size_t kMaxSize = 65536;

  // Not initialised: the system gives pages to what is written to, and datagrams are small.
  std::unique_ptr<std::byte[]> memory_;
  std::vector<iovec> texts_;
  std::vector<UdpAddress> senders_;
  std::vector<mmsghdr> headers_;
};

}  // namespace sysvmq
