// Preloaded into Node: counts what the addon asks of the system, and makes the n-th call fail with
// an errno that the manual page of that call knows. Everybody else's calls go through untouched.
// SYSVMQ_FAULTS names the file through which the program says what is to fail.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <initializer_list>
#include <new>

#include "addon_range.hpp"
#include "live_memory.hpp"

namespace {

using namespace faults;

enum Kind { kNothing, kCalls, kAllocations };

// As test/faults/harness/nth-failure.ts writes and reads it.
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

// Whether this call is to fail instead of being made; errno says of what then.
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

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

void* allocate(std::size_t size, const void* caller) {
  if (fails(kAllocations, caller, {ENOMEM})) return nullptr;
  void* const block = std::malloc(size == 0 ? 1 : size);
  if (block != nullptr && in_addon(caller)) {
    remember(block);
    if (control != nullptr) control->live = live_blocks();
  }
  return block;
}

// Whoever frees it: a call at the end of one of the addon's functions may be a jump, and the caller
// then somebody else.
void release(void* block) {
  forget(block);
  if (control != nullptr) control->live = live_blocks();
  std::free(block);
}

}  // namespace

extern "C" {

int msgget(key_t key, int flags) {
  static auto* const next = real<decltype(msgget)>("msgget");
  const auto errnos = {EACCES, EEXIST, ENOENT, ENOMEM, ENOSPC};
  return fails(kCalls, __builtin_return_address(0), errnos) ? -1 : next(key, flags);
}

int msgsnd(int id, const void* message, std::size_t size, int flags) {
  static auto* const next = real<decltype(msgsnd)>("msgsnd");
  const auto errnos = {EACCES, EAGAIN, EIDRM, EINTR, EINVAL, ENOMEM};
  return fails(kCalls, __builtin_return_address(0), errnos) ? -1 : next(id, message, size, flags);
}

ssize_t msgrcv(int id, void* message, std::size_t size, long type, int flags) {
  static auto* const next = real<decltype(msgrcv)>("msgrcv");
  const auto errnos = {E2BIG, EACCES, EIDRM, EINTR, EINVAL, ENOMSG, ENOSYS};
  if (fails(kCalls, __builtin_return_address(0), errnos)) return -1;
  return next(id, message, size, type, flags);
}

int msgctl(int id, int command, msqid_ds* buffer) {
  static auto* const next = real<decltype(msgctl)>("msgctl");
  // These two know no failure.
  if (command == IPC_INFO || command == MSG_INFO) return next(id, command, buffer);
  const auto errnos = {EACCES, EIDRM, EINVAL, EPERM};
  return fails(kCalls, __builtin_return_address(0), errnos) ? -1 : next(id, command, buffer);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*main)(void*),
                   void* argument) noexcept {
  static auto* const next = real<decltype(pthread_create)>("pthread_create");
  if (fails(kCalls, __builtin_return_address(0), {EAGAIN})) return errno;
  return next(thread, attributes, main, argument);
}

int pthread_attr_init(pthread_attr_t* attributes) noexcept {
  static auto* const next = real<decltype(pthread_attr_init)>("pthread_attr_init");
  if (fails(kCalls, __builtin_return_address(0), {ENOMEM})) return errno;
  return next(attributes);
}
}

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
