// Serves one folder of static files on localhost, for trying the page out: `node serve.mjs FOLDER [PORT]`.
// Takes the next free port where the first is taken; sends a .br file beside a file to browsers that accept it.
// Not a server for the public: no cache, no compression of its own, no listing of folders.
import {createServer} from 'node:http';
import {createReadStream, realpathSync, statSync} from 'node:fs';
import {extname, join, normalize, sep} from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8', '.json': 'application/json; charset=utf-8', '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.ico': 'image/x-icon', '.ttf': 'font/ttf',
  '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8', '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json', '.md': 'text/markdown; charset=utf-8',
};
const ATTEMPTS = 50;

const folder = realpathSync(process.argv[2] ?? 'build/site');
const firstPort = Number(process.argv[3] ?? 8080);

function sizeOf(file) {
  const found = statSync(file, {throwIfNoEntry: false});
  return found?.isFile() ? found.size : undefined;
}

function fileOf(url) {
  let wanted;
  try {
    wanted = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  if (wanted.includes('\0')) return undefined;
  if (wanted.endsWith('/')) wanted += 'index.html';
  const file = normalize(join(folder, wanted));
  return file.startsWith(folder + sep) ? file : undefined;
}

function answer(request, response) {
  const file = fileOf(request.url);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405).end();
    return;
  }
  const plainSize = file === undefined ? undefined : sizeOf(file);
  if (plainSize === undefined) {
    response.writeHead(404, {'Content-Type': 'text/plain; charset=utf-8'}).end('There is no such file.\n');
    return;
  }
  const headers = {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Cache-Control': 'no-cache', 'Vary': 'Accept-Encoding', 'X-Content-Type-Options': 'nosniff',
  };
  const compressedSize = /\bbr\b/.test(request.headers['accept-encoding'] ?? '') ? sizeOf(`${file}.br`) : undefined;
  if (compressedSize !== undefined) headers['Content-Encoding'] = 'br';
  headers['Content-Length'] = compressedSize ?? plainSize;
  response.writeHead(200, headers);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  createReadStream(compressedSize === undefined ? file : `${file}.br`)
    .on('error', () => response.destroy())
    .pipe(response);
}

function listen(port) {
  const server = createServer(answer);
  server.once('error', (error) => {
    if ((error.code === 'EADDRINUSE' || error.code === 'EACCES') && port < firstPort + ATTEMPTS) {
      listen(port + 1);
    } else {
      console.error(`No free port from ${firstPort} to ${port}: ${error.message}`);
      process.exitCode = 1;
    }
  });
  server.listen(port, 'localhost', () => {
    if (port !== firstPort) console.log(`Port ${firstPort} is taken.`);
    console.log(`Bucket Brigade is at http://localhost:${port}/   (Ctrl+C ends it)`);
  });
}
listen(firstPort);
