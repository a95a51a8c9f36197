// A block of memory that many messages share: the kernel writes one behind the other.
#pragma once

#include <cstddef>
#include <memory>

#include "message.hpp"

namespace sysvmq {

// Shared between a reader, its waiting thread and the JavaScript Buffers that are slices of it, so
// that none of them can free it under the others.
class Slab {
 public:
  // Null when the memory is not to be had.
  static std::shared_ptr<Slab> make(std::size_t size);

  // Keeps it alive until release(), for an owner that can hold no more than a pointer: without an
  // allocation, which could fail when messages are in it already. Not to be called twice.
  static void retain(const std::shared_ptr<Slab>& slab) { slab->retained_ = slab; }
  void release() { const auto last = std::move(retained_); }

  std::byte* data() { return data_.get(); }
  std::size_t size() const { return size_; }
  std::size_t used() const { return used_; }
  // Text bytes that a message received at used() may have.
  std::size_t room() const { return size_ < used_ + kHeaderSize ? 0 : size_ - used_ - kHeaderSize; }
  // Where msgrcv writes the next message. Precondition: room() > 0 or used() + kHeaderSize <=
  // size().
  void* next() { return data_.get() + used_; }
  // Keeps the message of `length` bytes that was received at next().
  Entry keep(std::size_t length);

 private:
  Slab(std::unique_ptr<std::byte[]> data, std::size_t size) : data_(std::move(data)), size_(size) {}

  std::unique_ptr<std::byte[]> data_;
  std::size_t size_;
  std::size_t used_ = 0;
  std::shared_ptr<Slab> retained_;
};

}  // namespace sysvmq
