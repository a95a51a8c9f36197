// Telling the addon's own calls from those of everybody else in the process.
#pragma once

namespace faults {

// Looks where the addon is loaded. Called before the first caller is judged; false when it is not.
bool locate_addon();

// Whether the code at this address, such as __builtin_return_address(0), is the addon's.
bool in_addon(const void* address);

}  // namespace faults
