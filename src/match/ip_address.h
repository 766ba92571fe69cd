// Internet addresses and address blocks as `cidr` reads them: dotted decimal, or the text forms of RFC 4291
// without dots and zones. Error texts are the service's.
#pragma once

#include <optional>
#include <string_view>

#include "match/pattern.h"

namespace brigade::match {

// Whether a text has the characters of an address, right or wrong: digits in four parts, or hexadecimal
// digits with a colon among them.
bool looks_like_ip_address(std::string_view text);

// The block of one address (all 32 or 128 bits), or nothing. An IPv6 form of an IPv4 address is that address.
std::optional<CidrBlock> parse_ip_address(std::string_view text);

// "10.0.0.0/8". The error has no range.
base::Result<CidrBlock> parse_cidr(std::string_view text);

bool contains(const CidrBlock& block, const CidrBlock& address);

// Whether a number whose digits are read as the first hexadecimal digits of an address is known to lie in
// the block: what the service's engine makes of a number that is held against `cidr`.
bool contains_digits(const CidrBlock& block, std::string_view number);

}  // namespace brigade::match
