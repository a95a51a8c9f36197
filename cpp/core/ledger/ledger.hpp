// Messages that were received and not acknowledged, in a file that outlives the process.
//
// msgrcv(2) takes a message out of the queue and copies it to the receiver. A process that is
// killed meanwhile takes it along, unless the copy goes to memory that stays: here a slot of a
// tmpfs file that is mapped MAP_SHARED. The kernel unlinks the message, always finishes the copy,
// and only then lets the thread die, on its way back to user space.
//
// A slot is free, or live; what a live slot holds is told by its mtype and length:
//
//          arm()                        msgrcv                       record
//   free --------> live, no type ----------------> live, no length --------> live: a message
//    ^                 |      ^                          |                        |
//    |                 |      | ENOMSG, EINTR: as before |                        | settled: state
//    |                 |      +--                        |                        | = free
//    +-----------------+---------------------------------+------------------------+
//
//   arm()    1. filling over all that the last message wrote; mtype = none, length = unknown,
//               sequence = the next one, attempts = 0
//            2. state = live
//   msgrcv   3. the kernel writes mtype, then the text
//   record   4. stamp, digest
//            5. length
//   handing  6. attempts + 1, before a handler sees the message
//   settle   7. state = free; JavaScript does 6 and 7, by a store
//
// A kill cuts the instructions of a thread at one point: all stores before it are in the file, none
// behind it. So what counts is the order of the program, which release stores (2, 5) keep from the
// compiler; whoever reads the file after the owner's death has taken the lock that the kernel
// dropped then, and that orders the processors. What an adopter finds after a kill
//
//   before 2      a free slot: it ignores all else that is in it
//   2 to 3        no type: no message has been in it. The message, if any, is in the queue
//   3 to 5        a type and no length: the message is whole, its length is what differs from the
//                 filling (filling.hpp); the digest is not looked at
//   5 to 6        a message; it was not handed over, so that this delivery is the first
//   6 to 7        a message that a handler had: it is delivered again, with attempts + 1. So each
//                 message that was handed over and not settled is delivered twice, no other is
//   after 7       a free slot
//
// At any moment one slot at most is without a type: the next message goes there, on whichever
// thread. That makes the sequence the order in which the messages were received.
//
// The owner holds flock(2) on its descriptor of the file, from before the file has a name until it
// is done with the ledger; the kernel drops the lock when the process dies, however. A ledger that
// can be locked is therefore an orphan (orphan.hpp). A lock of flock belongs to the open file: it
// is not lost when another descriptor of the file is closed, and two readers of one process exclude
// each other. O_CLOEXEC keeps it from programs that are started; a child that is forked and runs no
// other program keeps the ledger locked until it ends.
//
// All memory of the file is allocated and written before the first receive: a page that can't be
// had is ENOSPC then, not SIGBUS or a lost message later. It is locked (mlock) as far as
// RLIMIT_MEMLOCK allows, because a page that has to be read from swap is the one way to interrupt
// the copy.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/directory.hpp"
#include "ledger/filling.hpp"
#include "ledger/format.hpp"
#include "ledger/mapping.hpp"
#include "queue.hpp"

namespace sysvmq {

// All of it belongs to one thread, except that receive() may run on a waiting one meanwhile.
class Ledger {
 public:
  struct Shape {
    std::uint32_t slots;
    std::uint32_t capacity;  // bytes of text
  };
  static Problem make(const LedgerDirectory& directory, const QueueIdentity& queue, Shape shape,
                      std::unique_ptr<Ledger>* out);
  // Closes it, and removes the file if no message is in it.
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  std::uint32_t slots() const { return layout_.slots; }
  std::uint32_t capacity() const { return layout_.capacity; }
  const std::string& name() const { return name_; }
  // The two words of each slot, and what keeps them mapped.
  const std::shared_ptr<Mapping>& mapping() const { return mapping_; }
  std::int32_t* words() const;

  // Makes a slot ready to receive into, unless one is. False when all hold messages.
  bool arm();
  // Receives into the slot that is ready, and records what came. Precondition: arm() was true since
  // the last message was received.
  Result receive(int id, Selector selector, Mode mode);
  // The slot of the last message received; it is ready no more.
  std::uint32_t take();

  // The mtype and, behind it, the text. Precondition: a message is in the slot.
  const std::byte* message(std::uint32_t slot) const;
  std::uint32_t length(std::uint32_t slot) const;

  // Messages that are not settled.
  std::size_t live() const;
  // Whatever is in it may go with it: the queue was removed.
  void discard();

 private:
  Ledger(const LedgerDirectory& directory, ledger_format::Layout layout, std::uint64_t seed,
         std::shared_ptr<Mapping> mapping, Filling filling);

  ledger_format::Words& words_of(std::uint32_t slot) const;
  ledger_format::Record& record_of(std::uint32_t slot) const;
  std::byte* text_of(std::uint32_t slot) const;
  bool holds_message(std::uint32_t slot) const;
  bool find_free();
  void record(std::uint32_t slot, std::size_t length);

  const ledger_format::Layout layout_;
  const std::uint64_t seed_;
  const std::shared_ptr<Mapping> mapping_;
  const Filling filling_;
  Descriptor directory_;
  Descriptor file_;  // holds the lock
  std::string name_;

  std::vector<std::uint32_t> free_;   // slots that are known to be free
  std::vector<bool> taken_;           // those that are neither in free_ nor ready
  std::vector<std::uint32_t> dirty_;  // how many bytes of each slot's text are not filling
  std::optional<std::uint32_t> ready_;
  std::uint64_t sequence_ = 0;
};

}  // namespace sysvmq
