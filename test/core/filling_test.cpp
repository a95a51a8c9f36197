// Telling the length of a message by the filling that is left behind it.
#include "ledger/filling.hpp"

#include <vector>

#include "check.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

constexpr std::size_t kSize = 4096;

std::vector<std::byte> filled(const Filling& filling) {
  std::vector<std::byte> text(kSize);
  filling.fill(text.data(), kSize);
  return text;
}

void has_no_byte_of_utf8() {
  const auto filling = Filling::make(1, kSize);
  std::vector<bool> seen(256);
  for (const std::byte each : filled(*filling)) {
    const auto byte = std::to_integer<unsigned>(each);
    check(byte == 0xc0 || byte == 0xc1 || byte >= 0xf5, "outside UTF-8");
    seen[byte] = true;
  }
  int different = 0;
  for (const bool each : seen) different += each;
  equal(different, 13);
}

void is_the_same_for_the_same_seed() {
  check(filled(*Filling::make(7, kSize)) == filled(*Filling::make(7, kSize)), "the same");
  check(filled(*Filling::make(7, kSize)) != filled(*Filling::make(8, kSize)), "another");
}

void tells_every_length_of_text() {
  const auto filling = Filling::make(3, kSize);
  for (std::size_t length = 0; length <= kSize; ++length) {
    auto text = filled(*filling);
    for (std::size_t i = 0; i < length; ++i)
      text[i] = std::byte{static_cast<unsigned char>('a' + i % 26)};
    equal(filling->written(text.data(), kSize), length);
  }
}

void takes_an_equal_byte_for_filling() {
  const auto filling = Filling::make(3, kSize);
  const auto untouched = filled(*filling);
  auto text = untouched;
  text[0] = std::byte{'a'};
  // As if a message of two bytes ended in this one.
  text[1] = untouched[1];
  equal(filling->written(text.data(), kSize), 1);
}

void finds_filling_that_was_damaged() {
  const auto filling = Filling::make(3, kSize);
  for (const std::size_t place : {std::size_t{100}, kSize - 1}) {
    auto text = filled(*filling);
    text[0] = std::byte{'a'};
    text[place] ^= std::byte{1};
    equal(filling->written(text.data(), kSize), std::nullopt);
  }
}

}  // namespace

int main() {
  return run({
      {"has no byte of UTF-8", has_no_byte_of_utf8},
      {"is the same for the same seed", is_the_same_for_the_same_seed},
      {"tells every length of text", tells_every_length_of_text},
      {"takes an equal byte for filling", takes_an_equal_byte_for_filling},
      {"finds filling that was damaged", finds_filling_that_was_damaged},
  });
}
