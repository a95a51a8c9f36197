// How much of what the addon has allocated is not freed.
#pragma once

namespace faults {

// Both for blocks of the addon alone; `forget` takes any pointer and knows its own.
void remember(const void* block);
void forget(const void* block);
int live_blocks();

}  // namespace faults
