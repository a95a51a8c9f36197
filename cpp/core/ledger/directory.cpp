#include "ledger/directory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <ctime>
#include <memory>

namespace sysvmq {

namespace {

using Kind = Problem::Kind;

const std::string kSuffix = ".ledger";

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

}  // namespace

Problem LedgerDirectory::open(const std::string& path, LedgerDirectory* out) {
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return {Kind::kMakeDirectory, errno};
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat stat {};
  struct statfs system {};
  if (!fd || fstat(fd.get(), &stat) != 0 || fstatfs(fd.get(), &system) != 0) {
    return {Kind::kOpenDirectory, errno};
  }
  if (stat.st_uid != geteuid()) return {Kind::kDirectoryOwner, 0};
  if ((stat.st_mode & 0077) != 0) return {Kind::kDirectoryMode, 0};
  if (system.f_type != TMPFS_MAGIC) return {Kind::kNotTmpfs, 0};
  out->fd_ = std::move(fd);
  return {};
}

std::string LedgerDirectory::prefix(const QueueIdentity& queue) {
  char text[64];
  std::snprintf(text, sizeof text, "%d-%08" PRIx32 "-%" PRIu64 "-", queue.id, queue.key,
                queue.namespace_inode);
  return text;
}

std::string LedgerDirectory::new_name(const QueueIdentity& queue) {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  std::uint32_t random = 0;
  // Without it two names could be the same: then linkat() says EEXIST, and another is tried.
  if (getrandom(&random, sizeof random, GRND_NONBLOCK) < 0) random = 0;
  char text[64];
  std::snprintf(text, sizeof text, "%016" PRIx64 "-%08" PRIx32,
                static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
                    static_cast<std::uint64_t>(now.tv_nsec),
                random);
  return prefix(queue) + text + kSuffix;
}

std::optional<int> LedgerDirectory::queue_of(const std::string& name,
                                             const QueueIdentity& neighbour) {
  int id = -1;
  std::uint32_t key = 0;
  std::uint64_t space = 0;
  if (std::sscanf(name.c_str(), "%d-%8" SCNx32 "-%" SCNu64 "-", &id, &key, &space) != 3) {
    return std::nullopt;
  }
  if (id < 0 || space != neighbour.namespace_inode) return std::nullopt;
  return id;
}

Problem LedgerDirectory::list(std::vector<std::string>* names) const {
  struct stat stat {};
  if (fstat(fd_.get(), &stat) != 0) return {Kind::kReadDirectory, errno};
  // Removed, it could still be read, as empty; but nobody finds what is in it.
  if (stat.st_nlink == 0) return {Kind::kReadDirectory, ENOENT};
  // A descriptor of its own: fdopendir() takes it over, and its position would be shared.
  const int fd = openat(fd_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return {Kind::kReadDirectory, errno};
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(fdopendir(fd), closedir);
  if (!entries) {
    const int error = errno;
    close(fd);
    return {Kind::kReadDirectory, error};
  }
  for (;;) {
    errno = 0;
    const dirent* const entry = readdir(entries.get());
    if (entry == nullptr) break;
    std::string name = entry->d_name;
    if (ends_with(name, kSuffix)) names->push_back(std::move(name));
  }
  if (errno != 0) return {Kind::kReadDirectory, errno};
  std::sort(names->begin(), names->end());
  return {};
}

}  // namespace sysvmq
