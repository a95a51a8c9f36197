// System calls of files: those that ledgers are made of.
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

#include "failure.hpp"

using namespace faults;

namespace {

bool has_mode(int flags) { return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE; }

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  static auto* const next = real<decltype(open)>("open");
  if (fails(kCalls, __builtin_return_address(0), {EACCES, EMFILE, ENOENT, ENOMEM})) return -1;
  if (!has_mode(flags)) return next(path, flags);
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return next(path, flags, mode);
}

int openat(int directory, const char* path, int flags, ...) {
  static auto* const next = real<decltype(openat)>("openat");
  const auto errnos = {EACCES, EMFILE, ENOENT, ENOMEM, ENOSPC};
  if (fails(kCalls, __builtin_return_address(0), errnos)) return -1;
  if (!has_mode(flags)) return next(directory, path, flags);
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return next(directory, path, flags, mode);
}

// Of its commands the addon uses one, F_DUPFD_CLOEXEC, and everybody's have an argument of a
// pointer's size or none.
int fcntl(int file, int command, ...) {
  static auto* const next = real<decltype(fcntl)>("fcntl");
  va_list rest;
  va_start(rest, command);
  void* const argument = va_arg(rest, void*);
  va_end(rest);
  if (fails(kCalls, __builtin_return_address(0), {EMFILE})) return -1;
  return next(file, command, argument);
}

ssize_t read(int file, void* data, std::size_t size) {
  static auto* const next = real<decltype(read)>("read");
  if (fails(kCalls, __builtin_return_address(0), {EINTR, EIO})) return -1;
  return next(file, data, size);
}

ssize_t pread(int file, void* data, std::size_t size, off_t offset) {
  static auto* const next = real<decltype(pread)>("pread");
  if (fails(kCalls, __builtin_return_address(0), {EINTR, EIO})) return -1;
  return next(file, data, size, offset);
}

ssize_t pwrite(int file, const void* data, std::size_t size, off_t offset) {
  static auto* const next = real<decltype(pwrite)>("pwrite");
  if (fails(kCalls, __builtin_return_address(0), {EINTR, EIO, ENOSPC})) return -1;
  return next(file, data, size, offset);
}

int mkdir(const char* path, mode_t mode) noexcept {
  static auto* const next = real<decltype(mkdir)>("mkdir");
  if (fails(kCalls, __builtin_return_address(0), {EACCES, ENOENT, ENOSPC})) return -1;
  return next(path, mode);
}

int fstat(int file, struct stat* out) noexcept {
  static auto* const next = real<decltype(fstat)>("fstat");
  return fails(kCalls, __builtin_return_address(0), {ENOMEM}) ? -1 : next(file, out);
}

int fstatfs(int file, struct statfs* out) noexcept {
  static auto* const next = real<decltype(fstatfs)>("fstatfs");
  return fails(kCalls, __builtin_return_address(0), {EINTR, EIO}) ? -1 : next(file, out);
}

int fchmod(int file, mode_t mode) noexcept {
  static auto* const next = real<decltype(fchmod)>("fchmod");
  return fails(kCalls, __builtin_return_address(0), {EPERM}) ? -1 : next(file, mode);
}

int flock(int file, int operation) noexcept {
  static auto* const next = real<decltype(flock)>("flock");
  // Letting go knows no failure.
  if (operation == LOCK_UN) return next(file, operation);
  const auto errnos = {EINTR, ENOLCK, EWOULDBLOCK};
  return fails(kCalls, __builtin_return_address(0), errnos) ? -1 : next(file, operation);
}

int posix_fallocate(int file, off_t offset, off_t size) {
  static auto* const next = real<decltype(posix_fallocate)>("posix_fallocate");
  if (fails(kCalls, __builtin_return_address(0), {EINTR, ENOSPC})) return errno;
  return next(file, offset, size);
}

void* mmap(void* address, std::size_t size, int protection, int flags, int file,
           off_t offset) noexcept {
  static auto* const next = real<decltype(mmap)>("mmap");
  if (fails(kCalls, __builtin_return_address(0), {EAGAIN, ENOMEM})) return MAP_FAILED;
  return next(address, size, protection, flags, file, offset);
}

int mlock(const void* address, std::size_t size) noexcept {
  static auto* const next = real<decltype(mlock)>("mlock");
  return fails(kCalls, __builtin_return_address(0), {ENOMEM}) ? -1 : next(address, size);
}

int linkat(int from, const char* path, int to, const char* name, int flags) noexcept {
  static auto* const next = real<decltype(linkat)>("linkat");
  const auto errnos = {EACCES, EEXIST, ENOSPC};
  if (fails(kCalls, __builtin_return_address(0), errnos)) return -1;
  return next(from, path, to, name, flags);
}

int unlinkat(int directory, const char* name, int flags) noexcept {
  static auto* const next = real<decltype(unlinkat)>("unlinkat");
  if (fails(kCalls, __builtin_return_address(0), {EACCES, EIO})) return -1;
  return next(directory, name, flags);
}

ssize_t getrandom(void* data, std::size_t size, unsigned int flags) {
  static auto* const next = real<decltype(getrandom)>("getrandom");
  if (fails(kCalls, __builtin_return_address(0), {EAGAIN, EINTR})) return -1;
  return next(data, size, flags);
}

DIR* fdopendir(int file) {
  static auto* const next = real<decltype(fdopendir)>("fdopendir");
  return fails(kCalls, __builtin_return_address(0), {ENOMEM}) ? nullptr : next(file);
}

dirent* readdir(DIR* directory) {
  static auto* const next = real<decltype(readdir)>("readdir");
  return fails(kCalls, __builtin_return_address(0), {EIO}) ? nullptr : next(directory);
}
}
