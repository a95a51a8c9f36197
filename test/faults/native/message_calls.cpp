// System calls of queues, and of threads that wait for them.
#include <pthread.h>
#include <sys/msg.h>

#include <cerrno>

#include "failure.hpp"

using namespace faults;

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
