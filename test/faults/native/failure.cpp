#include "failure.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>

#include "addon_range.hpp"

namespace faults {

namespace {

// As test/faults/fixtures/failure-control.ts writes and reads it.
struct Control {
  std::atomic<int> kind;     // which calls count
  std::atomic<int> nth;      // which of them fails, from 1; 0 counts only
  std::atomic<int> choice;   // with which of its errnos
  std::atomic<int> count;    // how many there were
  std::atomic<int> choices;  // how many errnos the one that failed knows; 0: none has failed
  std::atomic<int> live;     // blocks of memory that the addon holds
};
static_assert(sizeof(Control) == 6 * sizeof(int));

Control* open_control() {
  const char* const path = std::getenv("SYSVMQ_FAULTS");
  if (path == nullptr) return nullptr;
  const int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) std::abort();
  void* const memory = mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory == MAP_FAILED) std::abort();
  return static_cast<Control*>(memory);
}

Control* control = nullptr;
__attribute__((constructor)) void begin() { control = open_control(); }

}  // namespace

bool fails(Kind kind, const void* caller, std::initializer_list<int> errnos) {
  if (control == nullptr || control->kind != kind) return false;
  if (!locate_addon() || !in_addon(caller)) return false;
  if (++control->count != control->nth) return false;
  control->choices = static_cast<int>(errnos.size());
  const auto choice = static_cast<std::size_t>(control->choice);
  if (choice >= errnos.size()) return false;
  errno = errnos.begin()[choice];
  return true;
}

void report_live(int blocks) {
  if (control != nullptr) control->live = blocks;
}

}  // namespace faults
