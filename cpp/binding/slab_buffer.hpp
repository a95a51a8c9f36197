// A slab as an ArrayBuffer: the same memory, kept alive by whoever holds either.
#pragma once

#include <napi.h>

#include <memory>

#include "arguments.hpp"
#include "slab.hpp"

namespace sysvmq {

// Precondition: called once a slab. V8 does not take the same memory twice.
Napi::Value slab_buffer(Napi::Env env, const std::shared_ptr<Slab>& slab);

}  // namespace sysvmq
