#include "addon_range.hpp"

#include <link.h>

#include <atomic>
#include <cstdint>
#include <cstring>

namespace faults {

namespace {

std::atomic<std::uintptr_t> begin{0};
std::atomic<std::uintptr_t> end{0};

int visit(dl_phdr_info* info, std::size_t /*size*/, void* /*unused*/) {
  const char* const name = std::strrchr(info->dlpi_name, '/');
  if (name == nullptr || std::strcmp(name, "/sysvmq.node") != 0) return 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD || (header.p_flags & PF_X) == 0) continue;
    begin = info->dlpi_addr + header.p_vaddr;
    end = begin + header.p_memsz;
  }
  return 1;
}

}  // namespace

bool locate_addon() { return end != 0 || dl_iterate_phdr(visit, nullptr) != 0; }

bool in_addon(const void* address) {
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  return at >= begin && at < end;
}

}  // namespace faults
