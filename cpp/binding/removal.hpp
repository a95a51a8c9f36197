// Removes a queue on a thread of its own: IPC_RMID frees each message, which can take seconds.
#pragma once

#include <napi.h>

namespace sysvmq {

// (id, callback): 0, and callback(errno) once the queue is gone; or -errno when there is no thread
Napi::Value remove_queue_off_loop(const Napi::CallbackInfo& info);

}  // namespace sysvmq
