// Share links: #s=1.<codec>.<payload>&step=12&t=63250&v=1&h=1a2b3c4d&panel=why, in the fragment so that no server
// ever sees it. Codec d: raw deflate, then base64url; p: plain base64url. The payload is the scenario's canonical
// JSON as UTF-8. A link comes from a stranger: its unpacked size is capped while it is being unpacked.
import { say } from './texts';

export const linkVersion = 1;
export const linkLimit_bytes = 4 * 1024 * 1024;
const longestPayload = 6 * 1024 * 1024; // characters; more than the cap needs even unpacked

export interface LinkPlace {
  step?: number;
  time_ms?: number;
  rules?: number;
  hash?: string;
  panel?: string;
}

export interface Link extends LinkPlace {
  scenario: string;
}

/** The one sentence to show, in the language in use. */
export class LinkError extends Error {}

export function isShareLink(fragment: string): boolean {
  return /^#?s=/.test(fragment);
}

export async function encodeLink(base: string, link: Link): Promise<string> {
  const bytes = new TextEncoder().encode(link.scenario);
  const packed = await deflate(bytes);
  const payload = packed === undefined ? `p.${toBase64Url(bytes)}` : `d.${toBase64Url(packed)}`;
  const parts = [`s=${linkVersion}.${payload}`];
  if (link.step !== undefined) parts.push(`step=${link.step}`);
  if (link.time_ms !== undefined) parts.push(`t=${link.time_ms}`);
  if (link.rules !== undefined) parts.push(`v=${link.rules}`);
  if (link.hash !== undefined) parts.push(`h=${link.hash.slice(0, 8)}`);
  if (link.panel !== undefined) parts.push(`panel=${link.panel}`);
  return `${base}#${parts.join('&')}`;
}

export async function decodeLink(fragment: string): Promise<Link> {
  const fields = new Map<string, string>();
  for (const part of fragment.replace(/^#/, '').split('&')) {
    const at = part.indexOf('=');
    if (at > 0) fields.set(part.slice(0, at), part.slice(at + 1));
  }
  const shape = /^(\d{1,6})\.([A-Za-z0-9]{1,8})\.(.*)$/s.exec(fields.get('s') ?? '');
  if (shape === null) throw new LinkError(say('linkWrong'));
  const [, version = '', codec = '', payload = ''] = shape;
  if (Number(version) > linkVersion) throw new LinkError(say('linkFuture', { version }));
  if (Number(version) !== linkVersion) throw new LinkError(say('linkWrong'));
  const scenario = new TextDecoder().decode(await unpack(codec, payload));
  if (!scenario.startsWith('{')) throw new LinkError(say('linkWrong'));
  if (!isWholeJson(scenario)) throw new LinkError(say('linkCutOff'));
  return { scenario, ...readPlace(fields) };
}

function readPlace(fields: Map<string, string>): LinkPlace {
  const place: LinkPlace = {};
  const step = wholeNumber(fields.get('step'));
  const time_ms = wholeNumber(fields.get('t'));
  const rules = wholeNumber(fields.get('v'));
  const hash = fields.get('h');
  const panel = fields.get('panel');
  if (step !== undefined) place.step = step;
  if (time_ms !== undefined) place.time_ms = time_ms;
  if (rules !== undefined) place.rules = rules;
  if (hash !== undefined && /^[0-9a-f]{1,16}$/.test(hash)) place.hash = hash;
  if (panel !== undefined && /^[a-z-]{1,32}$/.test(panel)) place.panel = panel;
  return place;
}

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

/** The scenario's own reader judges the content; here only whether the text came whole. */
function isWholeJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function unpack(codec: string, payload: string): Promise<Uint8Array> {
  if (codec !== 'd' && codec !== 'p') throw new LinkError(say('linkCodec', { codec }));
  if (payload === '') throw new LinkError(say('linkCutOff'));
  if (payload.length > longestPayload) throw tooLarge();
  const bytes = fromBase64Url(payload);
  if (bytes === undefined) throw new LinkError(say('linkWrong'));
  if (codec === 'd') return inflate(bytes);
  if (bytes.length > linkLimit_bytes) throw tooLarge();
  return bytes;
}

function tooLarge(): LinkError {
  return new LinkError(say('linkTooLarge', { limit: linkLimit_bytes / 1024 / 1024 }));
}

export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  const chunk = 0x8000;
  for (let at = 0; at < bytes.length; at += chunk) {
    binary += String.fromCharCode(...bytes.subarray(at, at + chunk));
  }
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** undefined where it is no base64url. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

async function deflate(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  let stream: CompressionStream;
  try {
    stream = new CompressionStream('deflate-raw');
  } catch {
    return undefined; // an older browser: the link is sent unpacked
  }
  return (await pump(bytes, stream, Number.MAX_SAFE_INTEGER)).bytes;
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  let stream: DecompressionStream;
  try {
    stream = new DecompressionStream('deflate-raw');
  } catch {
    throw new LinkError(say('linkNoInflate'));
  }
  const result = await pump(bytes, stream, linkLimit_bytes);
  if (result.end === 'limit') throw tooLarge();
  if (result.end === 'broken') {
    // Deflate that was cut off yields the beginning of the JSON; anything else was changed on its way.
    const looksRight = result.bytes.length === 0 ? false : result.bytes[0] === 0x7b;
    throw new LinkError(say(looksRight ? 'linkCutOff' : 'linkWrong'));
  }
  return result.bytes;
}

interface Pumped {
  bytes: Uint8Array;
  end: 'whole' | 'limit' | 'broken';
}

async function pump(bytes: Uint8Array, stream: CompressionStream | DecompressionStream, limit_bytes: number):
Promise<Pumped> {
  const writer = stream.writable.getWriter();
  const writing = writer.write(bytes as BufferSource).then(() => writer.close()).catch(() => undefined);
  const reader = (stream.readable as ReadableStream<Uint8Array>).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  let end: Pumped['end'] = 'whole';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > limit_bytes) {
        end = 'limit';
        await reader.cancel();
        break;
      }
      parts.push(value);
    }
  } catch {
    end = 'broken';
  }
  if (end === 'whole') await writing;
  const whole = new Uint8Array(end === 'limit' ? 0 : size);
  if (end === 'limit') return { bytes: whole, end };
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return { bytes: whole, end };
}
