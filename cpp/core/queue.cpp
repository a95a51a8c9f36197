#include "queue.hpp"

#include <algorithm>
#include <cerrno>

// In the kernel since 4.17; glibc 2.36 leaves it out without _GNU_SOURCE, musl always.
#ifndef MSG_STAT_ANY
constexpr int MSG_STAT_ANY = 13;
#endif

namespace sysvmq {

namespace {

Result result(long returned) {
  if (returned < 0) return {errno, 0};
  return {0, static_cast<std::size_t>(returned)};
}

int failure(long returned) { return returned < 0 ? errno : 0; }

// msgctl's third parameter is a msqid_ds for every command, also where the kernel writes a msginfo.
int info(int command, msginfo* out) { return msgctl(0, command, reinterpret_cast<msqid_ds*>(out)); }

int flag(Mode mode) { return mode == Mode::kTry ? IPC_NOWAIT : 0; }

}  // namespace

Result get_queue(key_t key, int flags) { return result(msgget(key, flags)); }

int remove_queue(int id) { return failure(msgctl(id, IPC_RMID, nullptr)); }

int send_message(int id, const void* message, std::size_t size, Mode mode) {
  const int error = failure(msgsnd(id, message, size, flag(mode)));
  if (error != EAGAIN) return error;
  const auto limit = max_bytes(id);
  // Each message counts as one at least, also an empty one.
  return limit && std::max<std::size_t>(size, 1) > *limit ? EMSGSIZE : EAGAIN;
}

Result receive_message(int id, void* message, std::size_t capacity, Selector selector, Mode mode) {
  const int except = selector.except ? MSG_EXCEPT : 0;
  return result(msgrcv(id, message, capacity, selector.type, flag(mode) | except));
}

Result copy_message(int id, void* message, std::size_t capacity, long position) {
  return result(msgrcv(id, message, capacity, position, MSG_COPY | IPC_NOWAIT));
}

int stat_queue(int id, msqid_ds* out) { return failure(msgctl(id, IPC_STAT, out)); }

int stat_any(int id, msqid_ds* out) {
  const int highest = highest_slot();
  for (int index = 0; index <= highest; ++index) {
    const Slot slot = stat_slot(index);
    if (slot.error != 0 || slot.id != id) continue;
    *out = slot.stat;
    return 0;
  }
  return EINVAL;
}

int set_queue(int id, msqid_ds* settings) { return failure(msgctl(id, IPC_SET, settings)); }

Slot stat_slot(int index) {
  Slot slot{};
  int id = msgctl(index, MSG_STAT_ANY, &slot.stat);
  // A kernel before 4.17 does not know the command.
  if (id < 0 && errno == EINVAL) id = msgctl(index, MSG_STAT, &slot.stat);
  slot.error = failure(id);
  slot.id = id;
  return slot;
}

int highest_slot() {
  msginfo ignored{};
  const int highest = info(MSG_INFO, &ignored);
  if (highest > 0) return highest;
  // 0 says both "the only queue is in slot 0" and "there is none".
  return ignored.msgpool > 0 ? 0 : -1;
}

int read_limits(Limits* out) {
  msginfo limits{};
  msginfo use{};
  if (info(IPC_INFO, &limits) < 0 || info(MSG_INFO, &use) < 0) return errno;
  *out = {static_cast<std::size_t>(limits.msgmax), static_cast<std::size_t>(limits.msgmnb),
          static_cast<std::size_t>(limits.msgmni), static_cast<std::size_t>(use.msgpool),
          static_cast<std::size_t>(use.msgmap),    static_cast<std::size_t>(use.msgtql)};
  return 0;
}

std::optional<std::size_t> max_bytes(int id) {
  msqid_ds stat{};
  int error = stat_queue(id, &stat);
  if (error == EACCES) error = stat_any(id, &stat);
  if (error != 0) return std::nullopt;
  return stat.msg_qbytes;
}

}  // namespace sysvmq
