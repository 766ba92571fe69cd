// Linked in front of the program for Node: makes writing to a pipe reliable.
// Node's pipes do not block: a full one takes part of the bytes, or answers EAGAIN, and the C library under WebAssembly
// copes with neither. So each write is repeated until all of its bytes are out. A reader that has gone (EPIPE) ends
// the program quietly, as it does natively.
(function () {
  var fs = require('fs');
  var write_some = fs.writeSync;
  var pause = new Int32Array(new SharedArrayBuffer(4));
  fs.writeSync = function (fd, buffer, offset, length, position) {
    if (typeof length !== 'number') return write_some.apply(fs, arguments);
    var done = 0;
    while (done < length) {
      try {
        var at = typeof position === 'number' ? position + done : position;
        done += write_some.call(fs, fd, buffer, offset + done, length - done, at);
      } catch (error) {
        if (error.code === 'EPIPE') process.exit(141);
        if (error.code !== 'EAGAIN') throw error;
        Atomics.wait(pause, 0, 0, 2);
      }
    }
    return done;
  };
})();
