#include "slab.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace sysvmq {

std::shared_ptr<Slab> Slab::make(std::size_t size) {
  std::unique_ptr<std::byte[]> data(new (std::nothrow) std::byte[size]);
  if (!data) return nullptr;
  try {
    return std::shared_ptr<Slab>(new Slab(std::move(data), size));
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

Entry Slab::keep(std::size_t length) {
  long type = 0;
  std::memcpy(&type, next(), sizeof type);
  Entry entry{static_cast<std::uint32_t>(used_ + kHeaderSize), static_cast<std::uint32_t>(length),
              0, 0};
  entry.set_type(type);
  // The next message starts aligned; the last one may end less than an alignment before the end.
  used_ = std::min(aligned(used_ + kHeaderSize + length), size_);
  return entry;
}

}  // namespace sysvmq
