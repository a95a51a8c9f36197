// One message of type 2 sent behind many of type 1 and taken out by its type: what the kernel's
// walk over the waiting messages costs.
#include "common.h"

static void fill(int id, long count) {
  static struct message message = {.type = 1};
  for (long i = 0; i < count; i++) send_text(id, &message, 1);
}

static void select_by_type(int id, int times) {
  static struct message message = {.type = 2};
  printf("{\"role\":\"selector\",\"samples\":[");
  for (int i = 0; i < times; i++) {
    send_text(id, &message, 1);
    long start = now_ns();
    if (msgrcv(id, &message, sizeof message.text, 2, 0) != 1) fail("msgrcv");
    printf("%s%ld", i == 0 ? "" : ",", now_ns() - start);
  }
  printf("]}\n");
}

int main(int argc, char** argv) {
  live_at_most(600);
  if (argc == 4 && strcmp(argv[1], "fill") == 0) {
    fill(open_queue(argv[2]), atol(argv[3]));
  } else if (argc == 4 && strcmp(argv[1], "select") == 0) {
    select_by_type(open_queue(argv[2]), atoi(argv[3]));
  } else {
    usage("selection fill KEY COUNT | select KEY TIMES");
  }
}
