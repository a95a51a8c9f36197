// What is in the file of a ledger, byte for byte: a header, two words a slot, the slots. ledger.hpp
// says what the states mean and in which order they are written.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "ledger/digest.hpp"
#include "ledger/identity.hpp"

namespace sysvmq::ledger_format {

inline constexpr char kMagic[8] = {'s', 'y', 's', 'v', 'm', 'q', 'L', '\n'};
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kHeaderBytes = 4096;
// Beyond these no ledger is made, and none is believed.
inline constexpr std::uint32_t kMaxSlots = 1u << 20;
inline constexpr std::uint32_t kMaxCapacity = 1u << 30;

struct Header {
  char magic[8];
  std::uint32_t version;
  std::uint32_t long_bytes;  // of the mtype
  std::uint32_t slots;
  std::uint32_t capacity;  // bytes of text in a slot
  std::uint64_t seed;      // of the filling, and of the digests
  QueueIdentity queue;
  std::uint64_t digest;  // of all before

  std::uint64_t computed_digest() const {
    return sysvmq::digest(0, this, offsetof(Header, digest));
  }
};
static_assert(sizeof(Header) == 88 && sizeof(Header) <= kHeaderBytes);

// State of a slot. The values are far apart, so that no flipped bit makes a message of none.
inline constexpr std::int32_t kFree = 0;
inline constexpr std::int32_t kLive = 0x4c495645;

// JavaScript writes these two without a call. They stand close together, apart from the texts: they
// are all that is looked through for a free slot.
struct Words {
  std::atomic<std::int32_t> state;
  // How often the message was handed to a handler, in the upper half; its complement below.
  std::atomic<std::int32_t> attempts;
};
static_assert(sizeof(Words) == 8 && std::atomic<std::int32_t>::is_always_lock_free);

inline constexpr std::uint32_t kMaxAttempts = 0xffff;
inline std::int32_t encode_attempts(std::uint32_t attempts) {
  return static_cast<std::int32_t>(attempts << 16 | (~attempts & 0xffff));
}
inline std::optional<std::uint32_t> decode_attempts(std::int32_t word) {
  const auto attempts = static_cast<std::uint32_t>(word) >> 16;
  if (encode_attempts(attempts) != word) return std::nullopt;
  return attempts;
}

inline constexpr std::uint32_t kUnknownLength = 0xffffffff;

struct Record {
  std::uint64_t sequence;  // in which order the messages of this ledger were received
  std::int64_t stamp;      // CLOCK_MONOTONIC_COARSE, ns: about when, for the order between ledgers
  std::uint64_t digest;    // of the message, once its length is known
  std::atomic<std::uint32_t> length;
  std::uint32_t reserved;
  long mtype;  // from here on the kernel writes; the text follows
};
inline constexpr std::size_t kTextOffset = offsetof(Record, mtype) + sizeof(long);
static_assert(offsetof(Record, mtype) == 32);

// What the mtype of a slot is before a message is in it. Negative, as no mtype is, and at random.
inline long no_type(std::uint64_t seed) {
  return static_cast<long>(seed | std::uint64_t{1} << (8 * sizeof(long) - 1));
}

// `mtype` and its text follow one another in memory.
inline std::uint64_t message_digest(std::uint64_t seed, std::uint32_t slot, std::uint64_t sequence,
                                    const void* mtype, std::size_t length) {
  const std::uint64_t place = digest_detail::mix(seed ^ slot, sequence);
  return digest(place, mtype, sizeof(long) + length);
}

// Precondition: within kMaxSlots and kMaxCapacity.
struct Layout {
  std::uint32_t slots;
  std::uint32_t capacity;

  static constexpr std::uint64_t whole_lines(std::uint64_t bytes) { return (bytes + 63) / 64 * 64; }
  std::uint64_t stride() const { return whole_lines(kTextOffset + capacity); }
  std::uint64_t words_offset() const { return kHeaderBytes; }
  std::uint64_t words_bytes() const { return whole_lines(slots * sizeof(Words)); }
  std::uint64_t slot_offset(std::uint32_t slot) const {
    return words_offset() + words_bytes() + slot * stride();
  }
  std::uint64_t file_bytes() const { return slot_offset(slots); }
};

}  // namespace sysvmq::ledger_format
