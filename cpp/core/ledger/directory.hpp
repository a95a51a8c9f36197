// The directory of a user's ledgers, and the names in it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/descriptor.hpp"
#include "ledger/identity.hpp"
#include "ledger/problem.hpp"

namespace sysvmq {

// A name is QUEUE-CREATED-RANDOM.ledger, where QUEUE tells id, key and namespace, so that the
// ledgers of one queue are found without opening any other, and CREATED sorts them by age.
class LedgerDirectory {
 public:
  // Makes it (0700) if there is none. It must be this user's alone, on tmpfs, and no symbolic link:
  // whoever may write there could put any message into any reader.
  static Problem open(const std::string& path, LedgerDirectory* out);

  // For openat(2) and the like: what the path names later does not matter.
  int fd() const { return fd_.get(); }

  // A new name for a ledger of the queue, after all that were made before it.
  static std::string new_name(const QueueIdentity& queue);
  // What the names of all ledgers of the queue begin with.
  static std::string prefix(const QueueIdentity& queue);
  // The msqid in the name of a ledger of the same namespace.
  static std::optional<int> queue_of(const std::string& name, const QueueIdentity& neighbour);

  // Names of all ledgers, sorted.
  Problem list(std::vector<std::string>* names) const;

 private:
  Descriptor fd_;
};

}  // namespace sysvmq
