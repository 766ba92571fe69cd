// Serves build/site to the browser tests. Adds one script to the page that collects what the console complains
// about, since not every engine's driver tells. No compression: these tests are about behaviour.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm', '.json': 'application/json', '.svg': 'image/svg+xml', '.ttf': 'font/ttf',
};

const probe = `
window.problems = [];
const complain = console.error;
console.error = (...texts) => { problems.push(texts.map(String).join(' ')); complain(...texts); };
addEventListener('error', (event) => problems.push('error: ' + (event.message || event.target?.src || event.target?.href)), true);
addEventListener('unhandledrejection', (event) => problems.push('rejection: ' + event.reason));
addEventListener('securitypolicyviolation', (event) => problems.push('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
`;

const host = `<!doctype html><title>A host page</title><body style="margin:0">
<iframe src="index.html" style="display:block;border:0;width:900px;height:600px"></iframe>
<button id="after">after</button><div style="height:3000px"></div>`;

async function answer(root, path) {
  if (path === '/host.html') return { type: types['.html'], body: host };
  if (path === '/probe.js') return { type: types['.js'], body: probe };
  const file = join(root, normalize(path === '/' ? '/index.html' : path));
  const body = await readFile(file);
  const type = types[extname(file)] ?? 'application/octet-stream';
  if (!file.endsWith('index.html')) return { type, body };
  return { type, body: String(body).replace('<title>', '<script src="probe.js"></script><title>') };
}

/** {address, close}; the port is any free one. */
export async function serve(root) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    answer(root, path).then(({ type, body }) => {
      response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' });
      response.end(body);
    }, () => {
      response.writeHead(404, { 'Content-Type': 'text/plain' });
      response.end('not found');
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    close: () => { server.closeAllConnections(); server.close(); },
  };
}
