// A virtual screen for the engines that draw WebGL only on one. DISPLAY is left alone.
import { spawn } from 'node:child_process';

/** {display, close}: ":99", chosen by the server itself. */
export async function openDisplay(width = 2000, height = 1400) {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  server.stderr.on('data', (data) => { complaint += data; });
  const number = await new Promise((resolve, reject) => {
    server.once('error', () => reject(new Error('Xvfb is missing; tests/run installs it')));
    server.once('exit', () => reject(new Error(`Xvfb ended: ${complaint.trim()}`)));
    server.stdio[3].once('data', (data) => resolve(String(data).trim()));
  });
  return { display: `:${number}`, close: () => { server.kill(); } };
}
