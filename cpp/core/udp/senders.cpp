#include "udp/senders.hpp"

namespace sysvmq {

bool UdpSenders::make_room(std::size_t count, std::size_t capacity) {
  if (addresses_.size() + count <= capacity) return false;
  numbers_.clear();
  addresses_.clear();
  return true;
}

UdpSenders::Known UdpSenders::find(const UdpAddress& address) {
  if (last_ < addresses_.size() && addresses_[last_] == address) return {last_, false};
  const auto known = numbers_.find(address);
  if (known != numbers_.end()) return {last_ = known->second, false};
  last_ = addresses_.size();
  addresses_.push_back(address);
  numbers_.emplace(address, last_);
  return {last_, true};
}

}  // namespace sysvmq
