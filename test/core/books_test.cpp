// Which messages are not consumed, and which slabs they keep.
#include "books.hpp"

#include "check.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

// Entries that are told apart by their lengths.
std::vector<Entry> entries(std::uint32_t from, std::size_t count) {
  std::vector<Entry> made;
  for (std::uint32_t i = 0; i < count; ++i) made.push_back({0, from + i, 1, 0});
  return made;
}

void add(Books& books, const std::shared_ptr<Slab>& slab, std::uint32_t from, std::size_t count) {
  check(books.reserve(count), "there is memory");
  books.add(slab, entries(from, count).data(), count);
}

void tells_the_slab_of_each() {
  Books books;
  const auto one = Slab::make(8);
  const auto two = Slab::make(8);
  add(books, one, 0, 3);
  add(books, one, 3, 2);
  add(books, two, 5, 2);
  equal(books.size(), 7);
  for (std::uint32_t i = 0; i < 7; ++i) {
    equal(books.at(i).entry.length, i);
    check(books.at(i).slab == (i < 5 ? one : two), "the slab that it was added with");
  }
  books.consume(4);
  equal(books.at(0).entry.length, 4);
  check(books.at(0).slab == one && books.at(1).slab == two, "counted from the first left");
}

void lets_go_of_a_slab_with_its_last_entry() {
  Books books;
  auto slab = Slab::make(8);
  const std::weak_ptr<Slab> seen = slab;
  add(books, slab, 0, 2);
  add(books, Slab::make(8), 2, 1);
  slab.reset();
  books.consume(1);
  check(!seen.expired(), "one is left");
  books.consume(1);
  check(seen.expired(), "none is left");
  equal(books.size(), 1);
}

void stays_right_while_it_is_cut() {
  Books books;
  std::uint32_t added = 0;
  std::uint32_t first = 0;
  for (int round = 0; round < 500; ++round) {
    const auto slab = Slab::make(8);
    add(books, slab, added, 7);
    added += 7;
    // Behind by more and more: it is cut off in the middle, not only when it is empty.
    books.consume(5);
    first += 5;
    equal(books.size(), added - first);
    equal(books.at(0).entry.length, first);
    check(books.at(books.size() - 1).slab == slab, "the slab of the last");
  }
  books.consume(SIZE_MAX);
  equal(books.size(), 0);
}

}  // namespace

int main() {
  return run({{"tells the slab of each", tells_the_slab_of_each},
              {"lets go of a slab with its last entry", lets_go_of_a_slab_with_its_last_entry},
              {"stays right while it is cut", stays_right_while_it_is_cut}});
}
