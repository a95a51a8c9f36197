// Filling batches on the calling thread, and the slabs that they lie in.
#include "reader.hpp"

#include "await.hpp"
#include "batches.hpp"
#include "check.hpp"
#include "private_queue.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void fills_in_batches() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 4096, do_nothing);
  queue.put(numbered(0, 10));
  equal(fill(reader, 4).messages, numbered(0, 4));
  equal(fill(reader, 4).messages, numbered(4, 4));
  equal(fill(reader, 4).messages, numbered(8, 2));
  equal(fill(reader, 4).error, ENOMSG);
  equal(reader.held(), 10);
}

void takes_what_is_selected() {
  PrivateQueue queue;
  Reader reader(queue.id(), {2}, 4096, do_nothing);
  queue.put({{1, "a"}, {2, "b"}, {3, "c"}, {2, "d"}});
  equal(fill_all(reader), {{2, "b"}, {2, "d"}});
  reader.select({3, true});
  equal(fill_all(reader), {{1, "a"}});
  reader.select({-3});
  equal(fill_all(reader), {{3, "c"}});
}

void keeps_a_batch_in_one_slab() {
  PrivateQueue queue;
  // Room for two: 8 bytes of header and 16 of text each.
  Reader reader(queue.id(), {}, 48, do_nothing);
  Messages messages;
  for (char c = 'a'; c < 'a' + 7; ++c) messages.push_back({1, std::string(16, c)});
  queue.put(messages);

  std::vector<std::shared_ptr<Slab>> slabs;
  std::vector<Message> firsts;
  for (std::size_t taken = 0; taken < messages.size();) {
    Entry entries[64];
    const Reader::Batch batch = reader.fill(entries, 64);
    equal(batch.error, 0);
    equal(batch.count, std::min<std::size_t>(2, messages.size() - taken));
    slabs.push_back(reader.slab());
    for (std::size_t i = 0; i < batch.count; ++i) {
      equal(message_at(*reader.slab(), entries[i]), messages[taken + i]);
    }
    taken += batch.count;
  }
  // Each slab is another one, and the earlier ones are as they were.
  for (std::size_t i = 0; i < slabs.size(); ++i) {
    const Entry first{kHeaderSize, 16, 1, 0};
    equal(message_at(*slabs[i], first), messages[i * 2]);
  }
}

void grows_for_a_message_larger_than_a_slab() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 100, do_nothing);
  const Messages messages{
      {1, "small"}, {2, std::string(3000, 'x')}, {3, "small"}, {4, std::string(92, 'y')}, {5, ""}};
  queue.put(messages);
  equal(fill(reader).messages, {messages[0]});
  equal(fill_all(reader), {messages.begin() + 1, messages.end()});
}

void grows_from_a_slab_without_room_for_a_header() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 1, do_nothing);
  const Messages messages{{1, "a"}, {2, ""}, {3, std::string(500, 'x')}};
  queue.put(messages);
  equal(fill_all(reader), messages);
}

void takes_empty_messages_to_the_last_byte() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 3 * kHeaderSize, do_nothing);
  const Messages messages(10, {1, ""});
  queue.put(messages);
  equal(fill_all(reader), messages);
}

void forgets_what_is_consumed() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 4096, do_nothing);
  queue.put(numbered(0, 10));
  fill(reader, 10);
  reader.consume(3);
  equal(reader.held(), 7);
  reader.consume(0);
  equal(reader.held(), 7);
  reader.consume(100);
  equal(reader.held(), 0);
}

// Far more than the books keep before they are cut.
void holds_the_right_ones_over_many_batches() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 1024, do_nothing);
  int sent = 0;
  for (int round = 0; round < 300; ++round) {
    queue.put(numbered(sent, 17));
    equal(fill_all(reader), numbered(sent, 17));
    sent += 17;
    reader.consume(round == 0 ? 10 : 17);
    equal(reader.held(), 7);
  }
  equal(to_messages(reader.close(std::chrono::milliseconds(0))), {});
  equal(queue.take_all(), numbered(sent - 7, 7));
}

void lets_go_of_consumed_slabs() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 32, do_nothing);
  queue.put({{1, std::string(24, 'a')}, {1, std::string(24, 'b')}});
  fill(reader);
  const std::weak_ptr<Slab> first = reader.slab();
  fill(reader);
  check(!first.expired(), "held for the message that is not consumed");
  reader.consume(1);
  check(first.expired(), "freed once its last message is consumed");
}

void takes_nothing_without_memory() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, SIZE_MAX / 4, do_nothing);
  queue.put(numbered(0, 1));
  equal(fill(reader).error, ENOMEM);
  equal(reader.wait(), 0);
  await([&] { return !reader.waiting(); }, "the wait is over");
  equal(fill(reader).error, ENOMEM);
  equal(queue.count(), 1);
}

void fails_once_the_queue_is_removed() {
  PrivateQueue queue;
  Reader reader(queue.id(), {}, 4096, do_nothing);
  queue.remove();
  const int error = fill(reader).error;
  check(error == EIDRM || error == EINVAL, describe(error));
}

}  // namespace

int main() {
  return run(
      {{"fills in batches", fills_in_batches},
       {"takes what is selected", takes_what_is_selected},
       {"keeps a batch in one slab", keeps_a_batch_in_one_slab},
       {"grows for a message larger than a slab", grows_for_a_message_larger_than_a_slab},
       {"grows from a slab without room for a header", grows_from_a_slab_without_room_for_a_header},
       {"takes empty messages to the last byte", takes_empty_messages_to_the_last_byte},
       {"forgets what is consumed", forgets_what_is_consumed},
       {"holds the right ones over many batches", holds_the_right_ones_over_many_batches},
       {"lets go of consumed slabs", lets_go_of_consumed_slabs},
       {"takes nothing without memory", takes_nothing_without_memory},
       {"fails once the queue is removed", fails_once_the_queue_is_removed}});
}
