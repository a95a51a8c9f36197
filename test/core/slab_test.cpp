// Where messages lie in a slab.
#include "slab.hpp"

#include <cstdint>
#include <cstring>

#include "check.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

// As msgrcv(2) does: an mtype, then the text.
Entry write(Slab& slab, long type, const std::string& text) {
  std::memcpy(slab.next(), &type, sizeof type);
  std::memcpy(static_cast<char*>(slab.next()) + kHeaderSize, text.data(), text.size());
  return slab.keep(text.size());
}

std::string text_at(Slab& slab, const Entry& entry) {
  return {reinterpret_cast<const char*>(slab.data()) + entry.offset, entry.length};
}

void keeps_messages_one_behind_the_other() {
  const auto slab = Slab::make(256);
  equal(slab->used(), 0);
  equal(slab->room(), 256 - kHeaderSize);
  const Entry first = write(*slab, 3, "abc");
  const Entry second = write(*slab, -1, "defghijk");
  equal(first.offset, kHeaderSize);
  equal(first.type(), 3);
  equal(second.type(), -1);
  equal(text_at(*slab, first), "abc");
  equal(text_at(*slab, second), "defghijk");
  equal(slab->room(), slab->size() - slab->used() - kHeaderSize);
}

void starts_each_message_aligned() {
  const auto slab = Slab::make(1024);
  for (std::size_t length = 0; length < 20; ++length) {
    equal(reinterpret_cast<std::uintptr_t>(slab->next()) % kAlignment, 0);
    const std::size_t before = slab->used();
    write(*slab, 1, std::string(length, 'x'));
    equal(slab->used(), before + aligned(kHeaderSize + length));
  }
}

void keeps_an_empty_message() {
  const auto slab = Slab::make(64);
  const Entry entry = write(*slab, 9, "");
  equal(entry.length, 0);
  equal(entry.type(), 9);
  equal(slab->used(), kHeaderSize);
}

void is_full_to_the_last_byte() {
  const auto slab = Slab::make(kHeaderSize + 5);
  equal(slab->room(), 5);
  const Entry entry = write(*slab, 1, "12345");
  equal(text_at(*slab, entry), "12345");
  equal(slab->used(), slab->size());
  equal(slab->room(), 0);
}

void has_no_room_without_a_header() {
  for (std::size_t size = 0; size <= kHeaderSize; ++size) equal(Slab::make(size)->room(), 0);
  equal(Slab::make(kHeaderSize + 1)->room(), 1);
  const auto slab = Slab::make(3 * kHeaderSize - 1);
  write(*slab, 1, std::string(kHeaderSize, 'x'));
  equal(slab->room(), 0);
}

void says_that_there_is_no_memory() { check(!Slab::make(SIZE_MAX / 4), "no such slab"); }

}  // namespace

int main() {
  return run({{"keeps messages one behind the other", keeps_messages_one_behind_the_other},
              {"starts each message aligned", starts_each_message_aligned},
              {"keeps an empty message", keeps_an_empty_message},
              {"is full to the last byte", is_full_to_the_last_byte},
              {"has no room without a header", has_no_room_without_a_header},
              {"says that there is no memory", says_that_there_is_no_memory}});
}
