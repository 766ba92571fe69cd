// Identifiers in the shapes that the services use, as pure functions of (key, counter): nothing is stored, a
// text is made when somebody looks. Different identifiers of one thing need different keys.
#pragma once

#include <cstdint>
#include <string>

namespace brigade::base {

enum class Alphabet : uint8_t {
  kUpperAndDigits,    // A-Z 0-9, as in AIDA… principals and S3 request ids
  kLettersAndDigits,  // A-Z a-z 0-9, as in S3 version ids
};

std::string uuid_of(uint64_t key, uint64_t counter);  // version 4, lower case
std::string hex_of(uint64_t key, uint64_t counter, int digits, bool upper);
std::string base64_of(uint64_t key, uint64_t counter,
                      int bytes);  // padded; the length of `bytes` encoded bytes
std::string alnum_of(uint64_t key, uint64_t counter, int chars,
                     Alphabet alphabet = Alphabet::kLettersAndDigits);

}  // namespace brigade::base
