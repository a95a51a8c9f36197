// Addresses, as text and as the kernel's.
#include "udp_sockets.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

void tells_what_it_was_made_of() {
  for (const char* literal : {"127.0.0.1", "::1", "::ffff:127.0.0.1", "fe80::1%lo"}) {
    const UdpAddress address = parsed(literal, 9999);
    equal(address.literal(), std::string(literal));
    equal(address.port(), 9999);
  }
}

void is_none_for_a_name() {
  check(!UdpAddress::parse("localhost", 1), "a name is no literal");
  check(!UdpAddress::parse("", 1), "nothing is no literal");
  check(!UdpAddress::parse("fe80::1%no-such-interface", 1), "there is no such scope");
}

void is_equal_in_all_its_parts() {
  check(parsed("127.0.0.1", 1) == parsed("127.0.0.1", 1), "the same twice");
  equal(parsed("::1", 1).hash(), parsed("::1", 1).hash());
  check(!(parsed("127.0.0.1", 1) == parsed("127.0.0.1", 2)), "another port");
  check(!(parsed("127.0.0.1", 1) == parsed("127.0.0.2", 1)), "another address");
  check(!(parsed("127.0.0.1", 1) == parsed("::ffff:127.0.0.1", 1)), "another family");
}

}  // namespace

int main() {
  return run({{"tells what it was made of", tells_what_it_was_made_of},
              {"is none for a name", is_none_for_a_name},
              {"is equal in all its parts", is_equal_in_all_its_parts}});
}
