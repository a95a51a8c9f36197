#include "udp/outbox.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace sysvmq {

namespace {

constexpr std::size_t kBatch = 64;

}  // namespace

void UdpOutbox::send(int fd, const Datagram* datagrams, std::size_t count) {
  // Behind those that wait, so that order is kept.
  std::size_t done = kept_.empty() ? send_batch(fd, datagrams, count) : 0;
  for (; done < count; ++done) keep(datagrams[done]);
}

void UdpOutbox::flush(int fd) {
  while (!kept_.empty()) {
    std::array<Datagram, kBatch> batch;
    const std::size_t count = std::min(kBatch, kept_.size());
    for (std::size_t i = 0; i < count; ++i) {
      batch[i] = {kept_[i].data.data(), kept_[i].data.size(), &kept_[i].to};
    }
    const std::size_t done = send_batch(fd, batch.data(), count);
    for (std::size_t i = 0; i < done; ++i) {
      kept_bytes_ -= kept_.front().data.size();
      kept_.pop_front();
    }
    if (done < count) return;
  }
}

// How many are done with, sent or failed; the others found no room.
std::size_t UdpOutbox::send_batch(int fd, const Datagram* datagrams, std::size_t count) {
  std::array<iovec, kBatch> texts;
  std::array<mmsghdr, kBatch> headers;
  std::size_t done = 0;
  while (done < count) {
    const std::size_t size = std::min(kBatch, count - done);
    for (std::size_t i = 0; i < size; ++i) {
      const Datagram& datagram = datagrams[done + i];
      // The kernel writes to neither.
      texts[i] = {const_cast<std::byte*>(datagram.data), datagram.size};
      headers[i] = {};
      headers[i].msg_hdr.msg_name = const_cast<sockaddr*>(datagram.to->data());
      headers[i].msg_hdr.msg_namelen = datagram.to->size();
      headers[i].msg_hdr.msg_iov = &texts[i];
      headers[i].msg_hdr.msg_iovlen = 1;
    }
    const int taken = sendmmsg(fd, headers.data(), static_cast<unsigned>(size), MSG_DONTWAIT);
    if (taken >= 0) {
      sent_ += static_cast<std::size_t>(taken);
      done += static_cast<std::size_t>(taken);
    } else if (errno == EAGAIN) {
      break;
    } else if (errno != EINTR) {
      // About the first of them; the call tells of none that it has sent others before.
      ++failed_;
      ++done;
    }
  }
  return done;
}

void UdpOutbox::keep(const Datagram& datagram) {
  if (kept_.size() == bounds_.datagrams || kept_bytes_ + datagram.size > bounds_.bytes) {
    ++failed_;
    return;
  }
  kept_.push_back({{datagram.data, datagram.data + datagram.size}, *datagram.to});
  kept_bytes_ += datagram.size;
}

}  // namespace sysvmq
