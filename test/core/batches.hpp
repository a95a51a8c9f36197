// What a Reader fills and a Sender sends, as the messages of the tests.
#pragma once

#include <cstring>
#include <vector>

#include "private_queue.hpp"
#include "reader.hpp"
#include "sender.hpp"

namespace sysvmq::test {

inline Message message_at(Slab& slab, const Entry& entry) {
  const char* const text = reinterpret_cast<const char*>(slab.data()) + entry.offset;
  return {static_cast<long>(entry.type()), std::string(text, entry.length)};
}

inline void do_nothing() {}

struct Filled {
  int error;
  Messages messages;
};
inline Filled fill(Reader& reader, std::size_t limit = 64) {
  std::vector<Entry> entries(limit);
  const Reader::Batch batch = reader.fill(entries.data(), limit);
  Filled filled{batch.error, {}};
  for (std::size_t i = 0; i < batch.count; ++i) {
    filled.messages.push_back(message_at(*reader.slab(), entries[i]));
  }
  return filled;
}

// Fills until there is nothing left, as a stream does.
inline Messages fill_all(Reader& reader, Where where = Where::here()) {
  Messages all;
  for (;;) {
    const Filled filled = fill(reader);
    if (filled.error == ENOMSG) return all;
    equal(filled.error, 0, where);
    all.insert(all.end(), filled.messages.begin(), filled.messages.end());
  }
}

inline Messages to_messages(const Books& books) {
  Messages messages;
  for (std::size_t i = 0; i < books.size(); ++i) {
    const Books::Held each = books.at(i);
    messages.push_back(message_at(*each.slab, each.entry));
  }
  return messages;
}

// Writes the messages where the sender sends them from.
inline std::vector<Entry> stage(Sender& sender, const Messages& messages) {
  std::size_t size = 0;
  for (const Message& each : messages) size += aligned(kHeaderSize + each.text.size());
  const auto slab = sender.staging(size);
  std::vector<Entry> entries;
  std::size_t offset = 0;
  for (const Message& each : messages) {
    Entry entry{static_cast<std::uint32_t>(offset + kHeaderSize),
                static_cast<std::uint32_t>(each.text.size()), 0, 0};
    entry.set_type(each.type);
    std::memcpy(slab->data() + entry.offset, each.text.data(), each.text.size());
    entries.push_back(entry);
    offset += aligned(kHeaderSize + each.text.size());
  }
  return entries;
}

}  // namespace sysvmq::test
