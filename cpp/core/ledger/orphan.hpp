// A ledger whose owner has died, taken over where it lies.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ledger/directory.hpp"
#include "ledger/filling.hpp"
#include "ledger/format.hpp"

namespace sysvmq {

// The adopter holds the lock and goes on writing states and attempts into the file; the messages
// move nowhere, so that at each moment they are in one valid place, also when the adopter is
// killed: then the ledger is an orphan again. It is read and written by calls, not mapped, and
// every field is checked before it is used: no content or size of the file can do more than have it
// refused.
class Orphan {
 public:
  struct Message {
    std::uint32_t slot;
    std::uint32_t attempts;  // that have begun
    std::int64_t stamp;      // never before that of the message before it
    std::int64_t type;
    // Whether the owner lived to write the length down. If not, it is the least that it can be, and
    // `text` is all of the slot.
    bool length_known;
    std::size_t length;
    std::vector<std::byte> text;
  };

  // Null in `out` and no problem: the ledger has an owner, has just gone, or was removed because
  // its queue is gone, or because no message is in it. A problem: it is refused, and left as it is.
  static Problem adopt(const LedgerDirectory& directory, const std::string& name,
                       const QueueIdentity& queue, std::unique_ptr<Orphan>* out);
  // Removes an orphan whose queue is known to be gone, if it is a whole one.
  static void remove_stale(const LedgerDirectory& directory, const std::string& name);

  // Removes the file if no message is left in it, and gives up the lock.
  ~Orphan();
  Orphan(const Orphan&) = delete;
  Orphan& operator=(const Orphan&) = delete;

  const std::string& name() const { return name_; }
  // Whether it is so of the types of all messages. Precondition: take_messages() was not called.
  template <class Predicate>
  bool all_of(Predicate takes) const {
    return std::all_of(messages_.begin(), messages_.end(),
                       [&](const Message& each) { return takes(each.type); });
  }
  // In the order in which they were received. To be called once: they are moved out.
  std::vector<Message> take_messages() { return std::move(messages_); }
  // Reads a message again. Precondition: it was among take_messages().
  Problem read(std::uint32_t slot, Message* out) const;

  // Both 0, or an errno.
  int begin_attempt(std::uint32_t slot, std::uint32_t attempts);
  int settle(std::uint32_t slot);
  std::size_t live() const { return live_; }

 private:
  Orphan(const LedgerDirectory& directory, std::string name, Descriptor file);

  Problem read_header();
  Problem read_messages();
  Problem read_text(const ledger_format::Record& record, Message* out) const;

  std::string name_;
  Descriptor directory_;
  Descriptor file_;
  ledger_format::Header header_{};
  ledger_format::Layout layout_{};
  std::vector<Message> messages_;
  std::size_t live_ = 0;
  bool removable_ = false;
};

}  // namespace sysvmq
