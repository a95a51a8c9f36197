// operator new and delete. Of the memory of C the addon allocates none itself.
#include <cerrno>
#include <cstdlib>
#include <new>

#include "addon_range.hpp"
#include "failure.hpp"
#include "live_memory.hpp"

using namespace faults;

namespace {

void* allocate(std::size_t size, const void* caller) {
  if (fails(kAllocations, caller, {ENOMEM})) return nullptr;
  void* const block = std::malloc(size == 0 ? 1 : size);
  if (block != nullptr && in_addon(caller)) {
    remember(block);
    report_live(live_blocks());
  }
  return block;
}

// Whoever frees it: a call at the end of one of the addon's functions may be a jump, and the caller
// then somebody else.
void release(void* block) {
  forget(block);
  report_live(live_blocks());
  std::free(block);
}

}  // namespace

// As the standard library's, which would call malloc(3) for the addon and hide who asked.
void* operator new(std::size_t size) {
  if (void* const block = allocate(size, __builtin_return_address(0))) return block;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return allocate(size, __builtin_return_address(0));
}
void* operator new[](std::size_t size) {
  if (void* const block = allocate(size, __builtin_return_address(0))) return block;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return allocate(size, __builtin_return_address(0));
}
void operator delete(void* block) noexcept { release(block); }
void operator delete[](void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete[](void* block, std::size_t) noexcept { release(block); }
