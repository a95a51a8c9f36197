// A queue that nobody else knows, and that is gone at the end of the test, however it ends.
#pragma once

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "check.hpp"
#include "queue.hpp"

namespace sysvmq::test {

struct Message {
  long type;
  std::string text;
  bool operator==(const Message& other) const { return type == other.type && text == other.text; }
};
inline std::string describe(const Message& message) {
  return std::to_string(message.type) + ":" + describe(message.text);
}
using Messages = std::vector<Message>;

// `count` messages of type 1 that tell their number, from `first` on.
inline Messages numbered(int first, int count) {
  Messages messages;
  for (int i = first; i < first + count; ++i) messages.push_back({1, std::to_string(i)});
  return messages;
}

// The messages as msgsnd(2) and msgrcv(2) want them. These may be called on any thread.
inline int send(int id, const Message& message, Mode mode = Mode::kTry) {
  std::vector<char> raw(kHeaderSize + message.text.size());
  std::memcpy(raw.data(), &message.type, kHeaderSize);
  std::memcpy(raw.data() + kHeaderSize, message.text.data(), message.text.size());
  return send_message(id, raw.data(), message.text.size(), mode);
}

struct Received {
  int error;
  Message message;
};
inline Received receive(int id, Selector selector = {}, Mode mode = Mode::kTry,
                        std::size_t capacity = 8192) {
  std::vector<char> raw(kHeaderSize + capacity);
  const Result result = receive_message(id, raw.data(), capacity, selector, mode);
  Received received{result.error, {0, {}}};
  if (result.error != 0) return received;
  std::memcpy(&received.message.type, raw.data(), kHeaderSize);
  received.message.text.assign(raw.data() + kHeaderSize, result.value);
  return received;
}

class PrivateQueue {
 public:
  explicit PrivateQueue(int mode = 0600, Where where = Where::here()) {
    const Result result = get_queue(IPC_PRIVATE, IPC_CREAT | mode);
    if (result.error != 0) throw Failure("no queue: " + describe(result.error), where);
    id_ = static_cast<int>(result.value);
  }
  ~PrivateQueue() { remove(); }
  PrivateQueue(const PrivateQueue&) = delete;
  PrivateQueue& operator=(const PrivateQueue&) = delete;

  int id() const { return id_; }
  // Ends every call that sleeps in the queue. Once is enough, more is harmless.
  void remove() {
    if (!removed_) remove_queue(id_);
    removed_ = true;
  }

  msqid_ds stat(Where where = Where::here()) const {
    msqid_ds stat{};
    if (const int error = stat_queue(id_, &stat)) throw Failure(describe(error), where);
    return stat;
  }
  std::size_t count() const { return stat().msg_qnum; }
  // Small queues are soon full, and lowering takes no privilege.
  void set_max_bytes(std::size_t bytes, Where where = Where::here()) {
    msqid_ds settings = stat(where);
    settings.msg_qbytes = bytes;
    if (const int error = set_queue(id_, &settings)) throw Failure(describe(error), where);
  }

  void put(const Messages& messages, Where where = Where::here()) {
    for (const Message& message : messages) {
      if (const int error = send(id_, message)) throw Failure(describe(error), where);
    }
  }
  std::optional<Message> take(Selector selector = {}, Where where = Where::here()) {
    const Received received = receive(id_, selector);
    if (received.error == ENOMSG) return std::nullopt;
    if (received.error != 0) throw Failure(describe(received.error), where);
    return received.message;
  }
  Messages take_all(Where where = Where::here()) {
    Messages all;
    while (auto message = take({}, where)) all.push_back(*message);
    return all;
  }

 private:
  int id_ = -1;
  bool removed_ = false;
};

}  // namespace sysvmq::test
