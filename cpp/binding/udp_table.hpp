// Where JavaScript and the wrapped UDP socket tell each other of datagrams.
#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdint>

#include "arguments.hpp"

namespace sysvmq {

// An Int32Array that JavaScript shares: a header of four words, then entries of four.
struct UdpTable {
  struct Entry {
    std::uint32_t offset;  // in its block of received ones, which it begins if 0; or in the texts
    std::uint32_t size;
    std::uint32_t sender;  // the number of who sent it, or gets it
    std::uint32_t is_new;  // whether that number stands for another address than before
  };
  explicit UdpTable(const Napi::Value& value) {
    require(value.IsTypedArray(), "an Int32Array was expected");
    auto array = value.As<Napi::Int32Array>();
    require(array.ElementLength() >= 8, "a table with room for an entry was expected");
    header = array.Data();
    entries = reinterpret_cast<Entry*>(array.Data() + 4);
    capacity = (array.ElementLength() - 4) / 4;
  }

  std::int32_t* header;
  Entry* entries;
  std::size_t capacity;
};

}  // namespace sysvmq
