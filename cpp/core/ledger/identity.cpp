#include "ledger/identity.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "ledger/descriptor.hpp"
#include "queue.hpp"

namespace sysvmq {

namespace {

// NS_GET_ID of linux/nsfs.h, for all kinds of namespaces since Linux 6.18.
constexpr unsigned long kGetNamespaceId = _IOR(0xb7, 0xd, std::uint64_t);
// PROC_IPC_INIT_INO: the first IPC namespace has it, and no other ever.
constexpr std::uint64_t kFirstNamespace = 0xefffffff;

int read_boot(unsigned char (&boot)[16]) {
  const Descriptor file(open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
  if (!file) return errno;
  char text[36];
  if (read(file.get(), text, sizeof text) != sizeof text) return EIO;
  std::size_t digits = 0;
  for (const char each : text) {
    if (each == '-') continue;
    const int digit = each <= '9' ? each - '0' : each - 'a' + 10;
    if (digit < 0 || digit > 15 || digits == 32) return EIO;
    boot[digits / 2] = static_cast<unsigned char>(boot[digits / 2] << 4 | digit);
    ++digits;
  }
  return digits == 32 ? 0 : EIO;
}

int read_namespace(QueueIdentity& identity) {
  const Descriptor file(open("/proc/self/ns/ipc", O_RDONLY | O_CLOEXEC));
  struct stat stat {};
  if (!file || fstat(file.get(), &stat) != 0) return errno;
  identity.namespace_inode = stat.st_ino;
  std::uint64_t id = 0;
  identity.namespace_id = ioctl(file.get(), kGetNamespaceId, &id) == 0 ? id : 0;
  return 0;
}

}  // namespace

Problem identify_queue(int id, QueueIdentity* out) {
  QueueIdentity identity{};
  msqid_ds stat{};
  if (const int error = stat_queue(id, &stat)) return {Problem::Kind::kQueue, error};
  identity.id = id;
  identity.key = static_cast<std::uint32_t>(stat.msg_perm.__key);
  identity.changed = stat.msg_ctime;
  int error = read_boot(identity.boot);
  if (error == 0) error = read_namespace(identity);
  if (error != 0) return {Problem::Kind::kIdentity, error};
  *out = identity;
  return {};
}

Sameness compare(const QueueIdentity& mine, const QueueIdentity& other) {
  if (std::memcmp(mine.boot, other.boot, sizeof mine.boot) != 0) return Sameness::kGone;
  if (mine.namespace_inode != other.namespace_inode || mine.id != other.id ||
      mine.key != other.key) {
    return Sameness::kUnknown;
  }
  if (mine.namespace_id != 0 && other.namespace_id != 0) {
    return mine.namespace_id == other.namespace_id ? Sameness::kSame : Sameness::kGone;
  }
  if (mine.namespace_inode == kFirstNamespace) return Sameness::kSame;
  // The inode may be another namespace's by now, with a queue of the same id and key. A queue that
  // has been there unchanged since is the same; one that was changed can't be told from a new one.
  return mine.changed == other.changed ? Sameness::kSame : Sameness::kUnknown;
}

}  // namespace sysvmq
