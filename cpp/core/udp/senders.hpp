// Numbers for the addresses that datagrams come from, so that a sender that comes again is told by
// its number alone.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "udp/address.hpp"

namespace sysvmq {

class UdpSenders {
 public:
  // Forgets all senders if `count` more were more than `capacity`. True then: no number stands for
  // anybody any more.
  bool make_room(std::size_t count, std::size_t capacity);

  struct Known {
    std::size_t number;
    bool is_new;
  };
  Known find(const UdpAddress& address);
  // Precondition: a number that find() has returned.
  const UdpAddress& at(std::size_t number) const { return addresses_[number]; }

 private:
  std::unordered_map<UdpAddress, std::size_t> numbers_;
  std::vector<UdpAddress> addresses_;
  std::size_t last_ = 0;  // of the find() before, which often asked for the same one
};

}  // namespace sysvmq
