// The four system calls of a message queue, one function each. Nothing here keeps state.
#pragma once

#include <sys/ipc.h>
#include <sys/msg.h>

#include <cstddef>
#include <optional>

#include "message.hpp"

namespace sysvmq {

// error is an errno, 0 for success; value is what the call returned then.
struct Result {
  int error;
  std::size_t value;
};

// Whether a call may sleep. A sleeping call ends in EINTR at any signal that has a handler.
enum class Mode { kTry, kWait };

Result get_queue(key_t key, int flags);
int remove_queue(int id);

// Sends the `size` bytes of text behind the mtype at `message`. kTry: EAGAIN when it does not fit
// now, EMSGSIZE when it can never fit, because it is larger than the queue's msg_qbytes. The kernel
// does not tell these apart, and would let the latter sleep for ever.
int send_message(int id, const void* message, std::size_t size, Mode mode);

// Receives into `message`: an mtype and at most `capacity` bytes of text. ENOMSG when there is
// none. Never truncates: a larger message stays in the queue and the call says E2BIG.
Result receive_message(int id, void* message, std::size_t capacity, Selector selector, Mode mode);

// Copies the message at `position` and leaves it where it is (MSG_COPY).
Result copy_message(int id, void* message, std::size_t capacity, long position);

int stat_queue(int id, msqid_ds* out);
// The same without read permission: a walk over all queues (MSG_STAT_ANY). Falls back on nothing.
int stat_any(int id, msqid_ds* out);
int set_queue(int id, msqid_ds* settings);

// The queue in slot `index` of the kernel's table; EINVAL or EACCES where there is none to see.
struct Slot {
  int error;
  int id;
  msqid_ds stat;
};
Slot stat_slot(int index);
// The highest slot in use, or -1 when there is no queue at all.
int highest_slot();

// kernel.msgmax, msgmnb and msgmni, and what the namespace holds now.
struct Limits {
  std::size_t msgmax, msgmnb, msgmni;
  std::size_t queues, messages, bytes;
};
int read_limits(Limits* out);

// The largest message that the queue can ever hold; nothing when the kernel does not tell.
std::optional<std::size_t> max_bytes(int id);

}  // namespace sysvmq
