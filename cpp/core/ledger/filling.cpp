#include "ledger/filling.hpp"

#include <cstring>
#include <new>

namespace sysvmq {

namespace {

constexpr unsigned char kOutsideUtf8[] = {0xc0, 0xc1, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9,
                                          0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff};
// Filling of this length before the last written byte is no chance.
constexpr std::size_t kNoChance = 8;

// splitmix64.
std::uint64_t next_random(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15u;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace

std::optional<Filling> Filling::make(std::uint64_t seed, std::size_t size) {
  std::unique_ptr<std::byte[]> bytes(new (std::nothrow) std::byte[size]);
  if (!bytes) return std::nullopt;
  std::uint64_t random = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (i % 8 == 0) random = next_random(seed);
    bytes[i] = std::byte{kOutsideUtf8[(random & 0xff) * sizeof kOutsideUtf8 >> 8]};
    random >>= 8;
  }
  return Filling(std::move(bytes));
}

void Filling::fill(std::byte* text, std::size_t size) const {
  std::memcpy(text, bytes_.get(), size);
}

std::optional<std::size_t> Filling::written(const std::byte* text, std::size_t size) const {
  std::size_t length = size;
  while (length > 0 && text[length - 1] == bytes_[length - 1]) --length;
  if (length <= kNoChance) return length;
  const std::size_t before = length - 1 - kNoChance;
  if (std::memcmp(text + before, bytes_.get() + before, kNoChance) == 0) return std::nullopt;
  return length;
}

}  // namespace sysvmq
