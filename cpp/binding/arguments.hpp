// Reads arguments that JavaScript has already checked: the wrong one is a bug of ours, so it
// aborts.
#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdint>

#include "message.hpp"

namespace sysvmq {

inline void require(bool condition, const char* what) {
  if (!condition) Napi::Error::Fatal("sysvmq", what);
}

inline std::int32_t to_int(const Napi::Value& value) {
  require(value.IsNumber(), "a number was expected");
  return value.As<Napi::Number>().Int32Value();
}

inline std::size_t to_size(const Napi::Value& value) {
  require(value.IsNumber(), "a size was expected");
  const std::int64_t size = value.As<Napi::Number>().Int64Value();
  require(size >= 0, "a size of 0 or more was expected");
  return static_cast<std::size_t>(size);
}

// A message type or msgtyp: a number while it is a safe integer, a bigint beyond.
inline long to_long(const Napi::Value& value) {
  if (value.IsNumber()) return static_cast<long>(value.As<Napi::Number>().Int64Value());
  require(value.IsBigInt(), "a number or a bigint was expected");
  bool lossless = false;
  const std::int64_t wide = value.As<Napi::BigInt>().Int64Value(&lossless);
  require(lossless && static_cast<long>(wide) == wide, "a type that fits a C long was expected");
  return static_cast<long>(wide);
}

struct Bytes {
  std::byte* data;
  std::size_t size;
};

inline Bytes to_bytes(const Napi::Value& value) {
  require(value.IsTypedArray(), "a Uint8Array was expected");
  auto array = value.As<Napi::Uint8Array>();
  return {reinterpret_cast<std::byte*>(array.Data()), array.ByteLength()};
}

// The Int32Array that JavaScript and this side share: a header of four words, then entries.
struct Table {
  std::int32_t* header;
  Entry* entries;
  std::size_t capacity;
};

inline Table to_table(const Napi::Value& value) {
  require(value.IsTypedArray(), "an Int32Array was expected");
  auto array = value.As<Napi::Int32Array>();
  require(array.ElementLength() >= 8, "a table with room for an entry was expected");
  return {array.Data(), reinterpret_cast<Entry*>(array.Data() + 4),
          (array.ElementLength() - 4) / 4};
}

}  // namespace sysvmq
