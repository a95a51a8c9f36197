// Which of the messages that a reader returned nobody has consumed yet.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "slab.hpp"

namespace sysvmq {

// Batch by batch, because a reference to the slab for each message would be counted up and down, in
// atomic steps, for each message.
class Books {
 public:
  // A message, and the slab that keeps it alive.
  struct Held {
    std::shared_ptr<Slab> slab;
    Entry entry;
  };

  // Before anything is taken: a message without a place in the books could be lost. False when the
  // memory is not to be had.
  bool reserve(std::size_t count);
  // Takes on `count` messages that lie in `slab`. Precondition: reserve() was true for as many.
  void add(const std::shared_ptr<Slab>& slab, const Entry* entries, std::size_t count);

  // Strikes off the first `count`, or all; a slab with none left is let go.
  void consume(std::size_t count);
  std::size_t size() const { return entries_.size() - first_; }
  // The one at `index`, from the first that is not consumed on. Precondition: index < size().
  Held at(std::size_t index) const;

 private:
  // Entries before `end`, and not before the end of the run before, lie in `slab`.
  struct Run {
    std::shared_ptr<Slab> slab;
    std::size_t end;
  };

  std::vector<Entry> entries_;  // those before first_ are consumed
  std::size_t first_ = 0;
  std::vector<Run> runs_;
};

}  // namespace sysvmq
