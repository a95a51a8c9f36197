// What the text of a slot is filled with before the kernel writes into it, so that the length of a
// message can be told afterwards from the bytes alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace sysvmq {

// Random bytes that no UTF-8 text has (c0, c1, f5 to ff), the same ones for the same seed: byte for
// byte they are compared with what is in the slot. Where the last bytes of a message happen to
// equal them, they are taken for filling.
class Filling {
 public:
  // Nothing when the memory is not to be had.
  static std::optional<Filling> make(std::uint64_t seed, std::size_t size);

  // Fills the first `size` bytes of `text`.
  void fill(std::byte* text, std::size_t size) const;
  // How many bytes of `text` were written over the filling, at least: the place of the last that
  // differs. Nothing if filling is found before it, which no message leaves behind but by a chance
  // of 2^-64: then the text is damaged. Precondition: `size` is no more than that of make().
  std::optional<std::size_t> written(const std::byte* text, std::size_t size) const;

 private:
  explicit Filling(std::unique_ptr<std::byte[]> bytes) : bytes_(std::move(bytes)) {}

  std::unique_ptr<std::byte[]> bytes_;
};

}  // namespace sysvmq
