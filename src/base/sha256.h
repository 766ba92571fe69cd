// SHA-256 after FIPS 180-4: the deduplication id that a FIFO queue makes of a message's body.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace brigade::base {

using Sha256Digest = std::array<uint8_t, 32>;

Sha256Digest sha256(std::string_view bytes);

}  // namespace brigade::base
