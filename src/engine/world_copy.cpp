// Copies of worlds: every jump and every checkpoint makes one. Nothing calls these functions: they are here
// so that the copying, which is inline code, is also compiled in a source that is built for speed (see HOT in
// CMakeLists.txt), while simulation.cpp, most of which runs once a command, is built for size.
#include <memory>

#include "engine/world.h"

namespace brigade::engine {

void assign_world(World& to, const World& from);
std::unique_ptr<World> copy_world(const World& from);

void assign_world(World& to, const World& from) { to = from; }
std::unique_ptr<World> copy_world(const World& from) { return std::make_unique<World>(from); }

}  // namespace brigade::engine
