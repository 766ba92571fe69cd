// Linked in front of the programs for Node: makes writing to a pipe reliable, and fast.
// Node's pipes do not block: a full one takes part of the bytes, or answers EAGAIN, and what runs under WebAssembly
// copes with neither. So each write is repeated until all of its bytes are out. A reader that has gone (EPIPE) ends
// the program quietly, as it does natively. Lines that come through Emscripten's console are gathered first.
(function () {
  var fs = require('fs');
  var write_some = fs.writeSync;
  var pause = new Int32Array(new SharedArrayBuffer(4));
  function write_all(fd, buffer, offset, length, position) {
    if (typeof length !== 'number') return write_some.apply(fs, arguments);
    var done = 0;
    while (done < length) {
      try {
        var at = typeof position === 'number' ? position + done : position;
        done += write_some.call(fs, fd, buffer, offset + done, length - done, at);
      } catch (error) {
        if (error.code === 'EPIPE') process.reallyExit(141);
        if (error.code !== 'EAGAIN') throw error;
        Atomics.wait(pause, 0, 0, 2);
      }
    }
    return done;
  }
  fs.writeSync = write_all;

  var gathered = [];
  var gathered_chars = 0;
  function flush() {
    if (gathered.length === 0) return;
    var bytes = Buffer.from(gathered.join('\n') + '\n');
    gathered = [];
    gathered_chars = 0;
    write_all(1, bytes, 0, bytes.length);
  }
  Module['print'] = function (line) {
    gathered.push(line);
    gathered_chars += line.length;
    if (gathered_chars > 65536 || process.stdout.isTTY) flush();
  };
  Module['printErr'] = function (line) {
    flush();
    var bytes = Buffer.from(line + '\n');
    write_all(2, bytes, 0, bytes.length);
  };
  process.on('exit', flush);
})();
