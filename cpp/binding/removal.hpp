// Removes a queue on a thread of its own: IPC_RMID frees each message, which can take seconds.
#pragma once

#include <napi.h>

namespace sysvmq {

// (id, callback): calls callback(errno) once the queue is gone
void remove_queue_off_loop(const Napi::CallbackInfo& info);

}  // namespace sysvmq
