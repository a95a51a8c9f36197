#include "books.hpp"

#include <algorithm>
#include <new>

namespace sysvmq {

namespace {

// Consumed entries that may stay before they are cut off.
constexpr std::size_t kCompactAt = 1024;

}  // namespace

bool Books::reserve(std::size_t count) {
  try {
    entries_.reserve(entries_.size() + count);
    runs_.reserve(runs_.size() + 1);
  } catch (const std::bad_alloc&) {
    return false;
  }
  return true;
}

void Books::add(const std::shared_ptr<Slab>& slab, const Entry* entries, std::size_t count) {
  entries_.insert(entries_.end(), entries, entries + count);
  if (runs_.empty() || runs_.back().slab != slab) runs_.push_back({slab, 0});
  runs_.back().end = entries_.size();
}

void Books::consume(std::size_t count) {
  first_ += std::min(count, size());
  const auto live =
      std::find_if(runs_.begin(), runs_.end(), [this](const Run& run) { return run.end > first_; });
  runs_.erase(runs_.begin(), live);
  if (first_ < entries_.size() && first_ < kCompactAt) return;
  entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(first_));
  for (Run& run : runs_) run.end -= first_;
  first_ = 0;
}

Books::Held Books::at(std::size_t index) const {
  const std::size_t place = first_ + index;
  const auto run = std::find_if(runs_.begin(), runs_.end(),
                                [place](const Run& each) { return each.end > place; });
  return {run->slab, entries_[place]};
}

}  // namespace sysvmq
