// Sending a batch on the calling thread: as much of it as fits.
#include "sender.hpp"

#include <climits>

#include "batches.hpp"
#include "check.hpp"
#include "private_queue.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void expect(const Sender::Progress& progress, std::size_t sent, int error,
            Where where = Where::here()) {
  equal(progress.sent, sent, where);
  equal(progress.error, error, where);
  equal(progress.waiting, false, where);
}

void sends_a_whole_batch() {
  PrivateQueue queue;
  Sender sender(queue.id(), do_nothing);
  const Messages messages{{1, "a"}, {LONG_MAX, ""}, {0x80000000L, std::string(3000, 'x')}};
  const auto entries = stage(sender, messages);
  expect(sender.send(entries.data(), 0, 3), 3, 0);
  equal(queue.take_all(), messages);
}

void sends_a_part_of_a_batch() {
  PrivateQueue queue;
  Sender sender(queue.id(), do_nothing);
  const auto entries = stage(sender, numbered(0, 6));
  expect(sender.send(entries.data(), 2, 4), 4, 0);
  expect(sender.send(entries.data(), 4, 4), 4, 0);
  equal(queue.take_all(), numbered(2, 2));
}

void says_how_far_it_got() {
  PrivateQueue queue;
  queue.set_max_bytes(3);
  Sender sender(queue.id(), do_nothing);
  const auto entries = stage(sender, numbered(0, 5));
  expect(sender.send(entries.data(), 0, 5), 3, EAGAIN);
  expect(sender.send(entries.data(), 3, 5), 3, EAGAIN);
  queue.take();
  expect(sender.send(entries.data(), 3, 5), 4, EAGAIN);
  equal(queue.take_all(), numbered(1, 3));
}

void stops_at_a_message_that_can_never_fit() {
  PrivateQueue queue;
  queue.set_max_bytes(100);
  Sender sender(queue.id(), do_nothing);
  const auto entries = stage(sender, {{1, "fits"}, {1, std::string(101, 'x')}, {1, "fits"}});
  expect(sender.send(entries.data(), 0, 3), 1, EMSGSIZE);
}

void stops_at_a_message_that_the_kernel_refuses() {
  PrivateQueue queue;
  Sender sender(queue.id(), do_nothing);
  const auto entries = stage(sender, {{1, "good"}, {0, "no such type"}});
  expect(sender.send(entries.data(), 0, 2), 1, EINVAL);
  queue.remove();
  const auto progress = sender.send(entries.data(), 0, 1);
  check(progress.error == EIDRM || progress.error == EINVAL, describe(progress.error));
}

void stages_in_the_same_memory_until_it_is_too_small() {
  PrivateQueue queue;
  Sender sender(queue.id(), do_nothing);
  const auto first = sender.staging(100);
  check(first == sender.staging(50) && first == sender.staging(100), "the same memory");
  const auto larger = sender.staging(101);
  check(first != larger && larger->size() >= 101, "larger memory");
  check(!sender.staging(SIZE_MAX / 4), "no such memory");
  check(larger == sender.staging(101), "what there was before");
}

}  // namespace

int main() {
  return run(
      {{"sends a whole batch", sends_a_whole_batch},
       {"sends a part of a batch", sends_a_part_of_a_batch},
       {"says how far it got", says_how_far_it_got},
       {"stops at a message that can never fit", stops_at_a_message_that_can_never_fit},
       {"stops at a message that the kernel refuses", stops_at_a_message_that_the_kernel_refuses},
       {"stages in the same memory until it is too small",
        stages_in_the_same_memory_until_it_is_too_small}});
}
