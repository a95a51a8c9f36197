// Why there is no ledger, or why one that was found is left alone. lib/ledger has the prose.
#pragma once

#include <cstdint>

namespace sysvmq {

struct Problem {
  // Kept in step with lib/ledger/errors.ts by hand.
  enum class Kind : std::int32_t {
    kNone,
    // A call that failed: `error` is its errno.
    kMemory,
    kQueue,     // msgctl
    kIdentity,  // of the namespace and the boot, from /proc
    kMakeDirectory,
    kOpenDirectory,
    kReadDirectory,
    kMakeFile,
    kAllocate,
    kMap,
    kPublish,
    kOpenFile,
    kLock,
    kReadFile,
    // A directory that is not fit for ledgers.
    kNotTmpfs,
    kDirectoryOwner,
    kDirectoryMode,
    // A file that is no ledger, not ours, or not whole.
    kNotRegular,
    kFileOwner,
    kFileMode,
    kLinks,
    kSize,
    kMagic,
    kVersion,
    kHeader,
    kSlot,
    // A ledger of another queue, under the name of this one.
    kOtherQueue,
  };

  Kind kind = Kind::kNone;
  std::int32_t error = 0;

  explicit operator bool() const { return kind != Kind::kNone; }
};

}  // namespace sysvmq
