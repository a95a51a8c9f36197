#include "live_memory.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace faults {

namespace {

// Open addressing without a lock: nothing here may allocate. A slot that was once used stays in its
// chain, so that a search need not stop early.
constexpr std::size_t kSlots = 1 << 16;
const void* const kFree = nullptr;
const char tombstone = 0;
std::atomic<const void*> slots[kSlots];
std::atomic<int> live{0};

std::size_t first_slot(const void* block) {
  return (reinterpret_cast<std::uintptr_t>(block) >> 4) * 0x9e3779b1U % kSlots;
}

}  // namespace

void remember(const void* block) {
  for (std::size_t i = first_slot(block);; i = (i + 1) % kSlots) {
    const void* found = slots[i];
    if (found != kFree && found != &tombstone) continue;
    if (!slots[i].compare_exchange_strong(found, block)) continue;
    ++live;
    return;
  }
}

void forget(const void* block) {
  if (block == nullptr || live == 0) return;
  std::size_t i = first_slot(block);
  for (std::size_t steps = 0; steps < kSlots; ++steps, i = (i + 1) % kSlots) {
    const void* found = slots[i];
    if (found == kFree) return;
    if (found != block) continue;
    if (slots[i].compare_exchange_strong(found, &tombstone)) --live;
    return;
  }
}

int live_blocks() { return live; }

}  // namespace faults
