// The functions of lib/native.ts that are about a whole queue, or one message at once.
#pragma once

#include <napi.h>

namespace sysvmq {

void define_queue_functions(Napi::Env env, Napi::Object exports);

}  // namespace sysvmq
