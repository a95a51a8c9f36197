// Takes messages out of one queue into a ledger, where they stay until they are settled, and takes
// over the ledgers of readers that have died.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/directory.hpp"
#include "ledger/ledger.hpp"
#include "ledger/orphan.hpp"
#include "slab.hpp"
#include "waiting_thread.hpp"

namespace sysvmq {

// All of it belongs to one thread, except what wait_for_message() does on the waiting thread.
class AcknowledgedReader {
 public:
  struct Batch {
    int error;  // 0, or why there is no message; ENOMSG, ENOBUFS: every slot holds one
    std::size_t count;
  };
  // Where a message stays until it is settled. Ledgers are numbered from 1.
  struct Adopted {
    std::uint32_t ledger;
    Orphan::Message message;
  };
  struct Refused {
    std::string name;
    Problem problem;
  };
  struct Adoption {
    std::vector<Adopted> messages;  // in the order in which they were received
    std::vector<Refused> refused;   // each is told of once
  };

  // `on_ready` runs on the waiting thread once a wait() is over.
  AcknowledgedReader(int id, Selector selector, std::size_t slab_size,
                     std::function<void()> on_ready);
  ~AcknowledgedReader() { close(false); }

  // Makes the ledger, in a directory that is made if need be. Precondition of all that follows: no
  // problem.
  Problem open(const std::string& directory, std::uint32_t slots);

  // Takes up to `limit` messages without sleeping, the one that a wait() took first. Their texts
  // are copied to slab(), as `entries` say; each stays in its slot of ledger(). EBUSY during a
  // wait(). A message that is too large for a slot gets a larger ledger; E2BIG: that can't be had,
  // see problem().
  Batch fill(Entry* entries, std::int32_t* slots, std::size_t limit);
  const std::shared_ptr<Slab>& slab() const { return slab_; }
  // The ledger of the messages that fill() has just returned.
  Ledger& ledger() { return *ledger_; }
  std::uint32_t ledger_number() const { return ledger_number_; }
  const Problem& problem() const { return problem_; }

  // As those of Reader. Precondition of wait(): the last fill() said ENOMSG.
  int wait();
  bool waiting();
  bool cancel();

  // Takes over what the dead have left of this queue, the oldest ledger first, up to the one with
  // which there are `enough` messages. A ledger with a message that the selector does not take is
  // left to another reader. The problem is that of the directory.
  Problem adopt(std::size_t enough, Adoption* out);
  // For messages of adopted ledgers. 0, or an errno.
  int begin_attempt(std::uint32_t ledger, std::uint32_t slot, std::uint32_t attempts);
  int settle(std::uint32_t ledger, std::uint32_t slot);
  // Another copy of a message that is not settled.
  Problem read(std::uint32_t ledger, std::uint32_t slot, Orphan::Message* out);

  // Cancels, and gives up the ledgers: those that hold messages are orphans then, the others are
  // removed. `discard`: the queue is gone, and so are its messages.
  void close(bool discard);

 private:
  enum class Wait { kNone, kWaiting, kOver };

  void end_unbegun_wait();
  void wait_for_message(const std::atomic<bool>& cancelled);
  Result receive();
  bool grow();
  bool deliver(std::uint32_t slot, Entry* entry, bool may_renew);
  bool is_held(const std::string& name) const;
  void remove_stale(const std::vector<std::string>& names);

  const int id_;
  const Selector selector_;
  const std::size_t slab_size_;
  std::shared_ptr<Slab> slab_;

  LedgerDirectory directory_;
  QueueIdentity queue_{};
  std::unique_ptr<Ledger> ledger_;  // the waiting thread receives into it while it waits
  std::uint32_t ledger_number_ = 0;
  std::uint32_t last_number_ = 0;
  std::map<std::uint32_t, std::unique_ptr<Ledger>> outgrown_;  // that still hold messages
  std::map<std::uint32_t, std::unique_ptr<Orphan>> adopted_;
  std::set<std::string> refused_;  // not to be opened again
  std::set<std::string> told_;
  bool stale_removed_ = false;
  Problem problem_;
  // A message that is in its slot and did not fit the slab of its batch.
  std::optional<std::uint32_t> carried_;

  std::mutex mutex_;  // guards the two below
  Wait wait_ = Wait::kNone;
  // What the wait brought: 0 for a message in the ledger's ready slot, or an error.
  int taken_ = ENOMSG;

  WaitingThread thread_;  // last, so that it has ended before the rest goes
};

}  // namespace sysvmq
