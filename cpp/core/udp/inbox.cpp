#include "udp/inbox.hpp"

#include <cerrno>

namespace sysvmq {

UdpInbox::UdpInbox(std::size_t capacity)
    : memory_(new std::byte[capacity * kMaxSize]),
      texts_(capacity),
      senders_(capacity),
      headers_(capacity) {
  for (std::size_t i = 0; i < capacity; ++i) {
    texts_[i] = {memory_.get() + i * kMaxSize, kMaxSize};
    msghdr& header = headers_[i].msg_hdr;
    header.msg_iov = &texts_[i];
    header.msg_iovlen = 1;
    header.msg_name = senders_[i].data();
    header.msg_namelen = UdpAddress::capacity();
  }
}

UdpInbox::Batch UdpInbox::receive(int fd) {
  int count = -1;
  do {
    count = recvmmsg(fd, headers_.data(), static_cast<unsigned>(headers_.size()), MSG_DONTWAIT,
                     nullptr);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return {errno, 0};
  const auto received = static_cast<std::size_t>(count);
  for (std::size_t i = 0; i < received; ++i) {
    msghdr& header = headers_[i].msg_hdr;
    senders_[i].size() = header.msg_namelen;
    header.msg_namelen = UdpAddress::capacity();
  }
  return {0, received};
}

}  // namespace sysvmq
