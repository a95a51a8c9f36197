// Counts what the addon asks of the system, and makes the n-th call fail. Preloaded into Node;
// everybody else's calls go through untouched. SYSVMQ_FAULTS names the file through which the
// program says what is to fail.
#pragma once

#include <dlfcn.h>

#include <initializer_list>

namespace faults {

enum Kind { kNothing, kCalls, kAllocations };

// Whether this call is to fail instead of being made; errno says of what then: one of those that
// the manual page of the call knows.
bool fails(Kind kind, const void* caller, std::initializer_list<int> errnos);

// Tells the program how much memory the addon holds.
void report_live(int blocks);

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace faults
