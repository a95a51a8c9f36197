// A file in memory, shared with whoever else maps it.
#pragma once

#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <new>

namespace sysvmq {

// Shared between a ledger and the JavaScript array that settles messages in it.
class Mapping {
 public:
  // Null when the memory is not to be had; errno says why.
  static std::shared_ptr<Mapping> make(int fd, std::size_t size) {
    std::shared_ptr<Mapping> mapping(new (std::nothrow) Mapping);
    if (!mapping) {
      errno = ENOMEM;
      return nullptr;
    }
    void* const data =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (data == MAP_FAILED) return nullptr;
    mapping->data_ = static_cast<std::byte*>(data);
    mapping->size_ = size;
    return mapping;
  }
  ~Mapping() {
    if (data_ != nullptr) munmap(data_, size_);
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  Mapping() = default;

  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace sysvmq
