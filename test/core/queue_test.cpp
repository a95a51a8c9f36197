// Getting, sending, receiving, copying and removing: one system call each.
#include "queue.hpp"

#include <unistd.h>

#include <climits>

#include "check.hpp"
#include "private_queue.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void gets_by_key() {
  // A key that is free: the process id makes it our own, the loop steps over a stranger's queue.
  for (key_t key = 0x53590000 ^ getpid();; ++key) {
    const Result made = get_queue(key, IPC_CREAT | IPC_EXCL | 0600);
    if (made.error == EEXIST) continue;
    equal(made.error, 0);
    const Result again = get_queue(key, IPC_CREAT | IPC_EXCL | 0600);
    const Result found = get_queue(key, 0);
    const int removed = remove_queue(static_cast<int>(made.value));
    equal(again.error, EEXIST);
    equal(found.error, 0);
    equal(found.value, made.value);
    equal(removed, 0);
    equal(get_queue(key, 0).error, ENOENT);
    return;
  }
}

void brings_back_what_was_sent() {
  PrivateQueue queue;
  const std::string every_byte = [] {
    std::string text;
    for (int i = 0; i < 256; ++i) text.push_back(static_cast<char>(i));
    return text;
  }();
  const Messages messages{{1, every_byte}, {7, ""}, {LONG_MAX, "x"}};
  queue.put(messages);
  equal(queue.take_all(), messages);
}

void says_that_it_would_block() {
  PrivateQueue queue;
  equal(receive(queue.id()).error, ENOMSG);
  queue.set_max_bytes(10);
  queue.put({{1, "12345678"}});
  equal(send(queue.id(), {1, "123"}), EAGAIN);
  queue.put({{1, "90"}});
  equal(queue.stat().msg_cbytes, 10);
}

void says_that_it_can_never_fit() {
  PrivateQueue queue;
  queue.set_max_bytes(10);
  equal(send(queue.id(), {1, "12345678901"}), EMSGSIZE);
  queue.put({{1, "1234567890"}});
  equal(send(queue.id(), {1, "12345678901"}), EMSGSIZE);
  queue.set_max_bytes(0);
  equal(send(queue.id(), {1, ""}), EMSGSIZE);
}

void counts_empty_messages_as_full() {
  PrivateQueue queue;
  queue.set_max_bytes(3);
  queue.put({{1, ""}, {1, ""}, {1, ""}});
  equal(send(queue.id(), {1, ""}), EAGAIN);
}

void refuses_types_below_one() {
  PrivateQueue queue;
  equal(send(queue.id(), {0, "x"}), EINVAL);
  equal(send(queue.id(), {-1, "x"}), EINVAL);
}

void leaves_a_message_that_is_too_big() {
  PrivateQueue queue;
  queue.put({{1, "too big"}, {1, "next"}});
  equal(receive(queue.id(), {}, Mode::kTry, 6).error, E2BIG);
  equal(receive(queue.id(), {}, Mode::kWait, 0).error, E2BIG);
  equal(queue.take_all(), {{1, "too big"}, {1, "next"}});
}

void copies_without_taking() {
  PrivateQueue queue;
  queue.put({{5, "first"}, {3, "second"}});
  char raw[kHeaderSize + 6];
  const Result copied = copy_message(queue.id(), raw, 6, 1);
  if (copied.error == ENOSYS) return;  // a kernel without CONFIG_CHECKPOINT_RESTORE
  equal(copied.error, 0);
  equal(std::string(raw + kHeaderSize, copied.value), "second");
  equal(copy_message(queue.id(), raw, 5, 1).error, E2BIG);
  equal(copy_message(queue.id(), raw, 6, 2).error, ENOMSG);
  equal(queue.count(), 2);
}

void fails_once_removed() {
  PrivateQueue queue;
  queue.remove();
  const auto gone = [](int error) { check(error == EIDRM || error == EINVAL, describe(error)); };
  char raw[kHeaderSize];
  msqid_ds stat{};
  gone(send(queue.id(), {1, "x"}));
  gone(send(queue.id(), {1, "x"}, Mode::kWait));
  gone(receive(queue.id()).error);
  gone(receive(queue.id(), {}, Mode::kWait).error);
  gone(stat_queue(queue.id(), &stat));
  gone(stat_any(queue.id(), &stat));
  gone(set_queue(queue.id(), &stat));
  gone(remove_queue(queue.id()));
  const int copied = copy_message(queue.id(), raw, 0, 0).error;
  if (copied != ENOSYS) gone(copied);
  check(!max_bytes(queue.id()), "there is no limit to tell");
}

}  // namespace

int main() {
  return run({{"gets by key", gets_by_key},
              {"brings back what was sent", brings_back_what_was_sent},
              {"says that it would block", says_that_it_would_block},
              {"says that it can never fit", says_that_it_can_never_fit},
              {"counts empty messages as full", counts_empty_messages_as_full},
              {"refuses types below one", refuses_types_below_one},
              {"leaves a message that is too big", leaves_a_message_that_is_too_big},
              {"copies without taking", copies_without_taking},
              {"fails once removed", fails_once_removed}});
}
