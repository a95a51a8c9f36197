#include "slab_buffer.hpp"

namespace sysvmq {

Napi::Value slab_buffer(Napi::Env env, std::shared_ptr<Slab> slab) {
  std::byte* const data = slab->data();
  const std::size_t size = slab->size();
  auto* const owner = new std::shared_ptr<Slab>(std::move(slab));
  return Napi::ArrayBuffer::New(
      env, data, size, [](Napi::Env, void*, std::shared_ptr<Slab>* held) { delete held; }, owner);
}

}  // namespace sysvmq
