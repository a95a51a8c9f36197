// The layout that msgsnd(2) and msgrcv(2) share: a C long (mtype), then the text.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sysvmq {

inline constexpr std::size_t kHeaderSize = sizeof(long);
// Each message starts on its own boundary, so that its mtype is an aligned long.
inline constexpr std::size_t kAlignment = 8;

constexpr std::size_t aligned(std::size_t size) {
  return (size + kAlignment - 1) / kAlignment * kAlignment;
}

// What msgrcv(2) calls msgtyp, and whether MSG_EXCEPT goes with it.
struct Selector {
  long type = 0;
  bool except = false;

  // Whether a message of this type may be taken, as far as no other comes first.
  bool takes(std::int64_t other) const {
    if (type == 0) return true;
    if (type > 0) return (other == type) != except;
    // -type could be more than a long can say.
    return -other >= type;
  }
};

// Where one message lies in a slab. JavaScript reads and writes these as four 32-bit words, which
// is why the type is in two halves: no byte order is assumed, and no number is rounded.
struct Entry {
  std::uint32_t offset;  // of the text; its mtype stands kHeaderSize bytes before it
  std::uint32_t length;
  std::uint32_t type_low;
  std::int32_t type_high;

  std::int64_t type() const {
    return static_cast<std::int64_t>(
        (static_cast<std::uint64_t>(static_cast<std::uint32_t>(type_high)) << 32) | type_low);
  }
  void set_type(std::int64_t type) {
    type_low = static_cast<std::uint32_t>(type);
    type_high = static_cast<std::int32_t>(type >> 32);
  }
};
static_assert(sizeof(Entry) == 16);

}  // namespace sysvmq
