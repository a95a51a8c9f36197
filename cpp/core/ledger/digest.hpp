// A checksum of bytes in memory: any one changed word changes it. Not against forgery.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace sysvmq {

namespace digest_detail {

constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15u;  // odd, so that multiplying loses nothing

inline std::uint64_t word_at(const std::byte* data) {
  std::uint64_t word = 0;
  std::memcpy(&word, data, sizeof word);
  return word;
}

// For a fixed word a bijection of the lane, and the other way round.
inline std::uint64_t mix(std::uint64_t lane, std::uint64_t word) {
  lane = (lane ^ word) * kFactor;
  return lane ^ (lane >> 29);
}

}  // namespace digest_detail

// Four lanes, because one would wait for each multiplication.
inline std::uint64_t digest(std::uint64_t seed, const void* bytes, std::size_t size) {
  using namespace digest_detail;
  const auto* data = static_cast<const std::byte*>(bytes);
  std::uint64_t lanes[4] = {seed, seed + 1, seed + 2, seed + 3};
  std::size_t left = size;
  for (; left >= 32; left -= 32, data += 32) {
    for (std::size_t i = 0; i < 4; ++i) lanes[i] = mix(lanes[i], word_at(data + i * 8));
  }
  for (; left >= 8; left -= 8, data += 8) lanes[0] = mix(lanes[0], word_at(data));
  std::uint64_t rest = 0;
  std::memcpy(&rest, data, left);
  std::uint64_t result = mix(lanes[0], rest);
  for (std::size_t i = 1; i < 4; ++i) result = mix(result, lanes[i]);
  return mix(result, size);
}

}  // namespace sysvmq
