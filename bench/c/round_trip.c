// A message there and a message back, with a pause before each, but for those to warm up, so
// that both processes sleep.
#include "common.h"

static void echo(int requests, int replies) {
  static struct message message;
  announce("ready");
  for (;;) {
    size_t size = receive_text(requests, &message);
    if (size == kEndSize) break;
    send_text(replies, &message, size);
  }
}

static void ask(int requests, int replies, size_t size, int rounds, unsigned pause_us,
                int warm_up) {
  static struct message message = {.type = 1};
  memset(message.text, 'x', size);
  printf("{\"role\":\"asker\",\"samples\":[");
  for (int i = 0; i < rounds; i++) {
    if (i >= warm_up) usleep(pause_us);
    long start = now_ns();
    send_text(requests, &message, size);
    if (receive_text(replies, &message) != size) fail("a reply of another size");
    printf("%s%ld", i == 0 ? "" : ",", now_ns() - start);
  }
  printf("]}\n");
  send_text(requests, &message, kEndSize);
}

int main(int argc, char** argv) {
  live_at_most(600);
  if (argc == 4 && strcmp(argv[1], "echo") == 0) {
    echo(open_queue(argv[2]), open_queue(argv[3]));
  } else if (argc == 8 && strcmp(argv[1], "ask") == 0 && atol(argv[4]) <= kMaxText) {
    ask(open_queue(argv[2]), open_queue(argv[3]), (size_t)atol(argv[4]), atoi(argv[5]),
        (unsigned)atoi(argv[6]), atoi(argv[7]));
  } else {
    usage("round_trip echo REQUESTS REPLIES | ask REQUESTS REPLIES SIZE ROUNDS PAUSE_US WARM_UP");
  }
}
