// Which queue a ledger is of. An msqid alone says little: each IPC namespace counts its own, while
// the ledgers of several namespaces may lie in one directory.
#pragma once

#include <cstdint>

#include "ledger/problem.hpp"

namespace sysvmq {

// As it stands in the header of a ledger.
struct QueueIdentity {
  unsigned char boot[16];         // of /proc/sys/kernel/random/boot_id
  std::uint64_t namespace_inode;  // of the IPC namespace: used again once the namespace is gone
  std::uint64_t namespace_id;     // never used again; 0 before Linux 6.18, which does not tell it
  std::int64_t changed;           // msg_ctime: when the queue was made, or IPC_SET last
  std::int32_t id;
  std::uint32_t key;
};

// Of a queue of this process's namespace. kQueue: there is none, or it is not ours to read.
Problem identify_queue(int id, QueueIdentity* out);

enum class Sameness {
  kSame,
  kGone,     // that queue's namespace, or boot, is gone, and the queue with it
  kUnknown,  // can't be told
};
// Whether `other`, with the id and key of `mine`, is the same queue. Precondition: `mine` is
// what identify_queue() says now.
Sameness compare(const QueueIdentity& mine, const QueueIdentity& other);

}  // namespace sysvmq
