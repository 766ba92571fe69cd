// Raw deflate for share links: zlib natively, Node's own zlib where the program runs in Node.
#include <algorithm>

#include "platform/cli/cli.h"

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#else
#include <zlib.h>
#endif

namespace brigade::platform {
namespace {

using base::Result;

tl::unexpected<base::Error> cut_off() { return base::fail("cut-off", "The data ends too early."); }
tl::unexpected<base::Error> too_large() { return base::fail("too-large", "The data unpacks to too much."); }
tl::unexpected<base::Error> damaged() { return base::fail("damaged", "The data cannot be unpacked."); }

#ifdef __EMSCRIPTEN__

constexpr int kCutOff = -1, kTooLarge = -2;

// The size of the result, which node_zlib_take hands over; or one of the negative codes.
// clang-format off
EM_JS(int, node_zlib, (int inflating, const char* bytes, int size, int most), {
  const zlib = require('zlib');
  const input = Buffer.from(HEAPU8.subarray(bytes, bytes + size));
  try {
    if (inflating) {
      const done = zlib.inflateRawSync(input, {maxOutputLength : most, info : true});
      if (done.engine.bytesWritten < size) return -3;
      Module.zlibResult = done.buffer;
    } else {
      Module.zlibResult = zlib.deflateRawSync(input, {level : 9});
    }
    return Module.zlibResult.length;
  } catch (error) {
    if (error.code === 'ERR_BUFFER_TOO_LARGE') return -2;
    return error.code === 'Z_BUF_ERROR' ? -1 : -3;
  }
});

EM_JS(void, node_zlib_take, (char* to), {
  HEAPU8.set(Module.zlibResult, to);
  Module.zlibResult = null;
});
// clang-format on

Result<std::string> pass_through_node(bool inflating, std::string_view bytes, size_t most) {
  const int size =
      node_zlib(inflating ? 1 : 0, bytes.data(), static_cast<int>(bytes.size()), static_cast<int>(most));
  if (size == kCutOff) return cut_off();
  if (size == kTooLarge) return too_large();
  if (size < 0) return damaged();
  std::string out(static_cast<size_t>(size), '\0');
  node_zlib_take(out.data());
  return out;
}

class PlatformDeflater final : public formats::Deflater {
 public:
  Result<std::string> deflate(std::string_view bytes) override { return pass_through_node(false, bytes, 0); }
  Result<std::string> inflate(std::string_view bytes, size_t max_bytes) override {
    return pass_through_node(true, bytes, max_bytes);
  }
};

#else

constexpr int kRawDeflate = -15;  // the window's size, negative: no header
constexpr size_t kPiece = 1 << 16;

Bytef* input_of(std::string_view bytes) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));  // zlib only reads it
}

class PlatformDeflater final : public formats::Deflater {
 public:
  Result<std::string> deflate(std::string_view bytes) override {
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, kRawDeflate, 8, Z_DEFAULT_STRATEGY) != Z_OK) return damaged();
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = input_of(bytes);
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int code = ::deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (code != Z_STREAM_END) return damaged();
    return out;
  }

  Result<std::string> inflate(std::string_view bytes, size_t max_bytes) override {
    z_stream stream{};
    if (inflateInit2(&stream, kRawDeflate) != Z_OK) return damaged();
    Result<std::string> out = inflate_with(stream, bytes, max_bytes);
    inflateEnd(&stream);
    return out;
  }

 private:
  static Result<std::string> inflate_with(z_stream& stream, std::string_view bytes, size_t max_bytes) {
    std::string out;
    stream.next_in = input_of(bytes);
    stream.avail_in = static_cast<uInt>(bytes.size());
    int code = Z_OK;
    while (code == Z_OK) {
      const size_t have = out.size();
      if (have > max_bytes) return too_large();
      out.resize(std::min(have + kPiece, max_bytes + 1));  // one more byte tells that there is more
      stream.next_out = reinterpret_cast<Bytef*>(out.data() + have);
      stream.avail_out = static_cast<uInt>(out.size() - have);
      code = ::inflate(&stream, Z_NO_FLUSH);
      const bool full = stream.avail_out == 0;
      out.erase(out.size() - std::min<size_t>(stream.avail_out, out.size()));
      if (code == Z_BUF_ERROR || (code == Z_OK && stream.avail_in == 0 && !full)) return cut_off();
    }
    if (out.size() > max_bytes) return too_large();
    if (code != Z_STREAM_END || stream.avail_in != 0) return damaged();
    return out;
  }
};

#endif

}  // namespace

std::unique_ptr<formats::Deflater> make_deflater() { return std::make_unique<PlatformDeflater>(); }

}  // namespace brigade::platform
