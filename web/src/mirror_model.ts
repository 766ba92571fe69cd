// The shapes of the HTML view's model, as src/app/mirror writes them. Texts are in the language in use; parts between
// backticks are meant in the monospaced face.
export type Tone = '' | 'good' | 'bad' | 'waiting';

export interface Said { text: string; tone: Tone }

export interface Field {
  name: string;
  label: string;
  kind: 'text' | 'number' | 'area' | 'json' | 'select' | 'check';
  value: string;
  required: boolean;
  options: { value: string; label: string }[];
}

export interface Action { id: string; label: string; hint: string; look: string; fields: Field[] }

/** A button of one line. */
export interface LineButton { id: string; label: string; value: string }

export interface Delivery extends Said { number: number; message: number; selected: boolean }

export interface Resource {
  id: number;
  key: string;
  name: string;
  kind: string;
  selected: boolean;
  inside: boolean;
  facts: Said[];
  connections: { edge: number; text: string }[];
}

export interface Message {
  number: number;
  label: string;
  about: string;
  step: number;
  selected: boolean;
  statuses: Said[];
  deliveries: Delivery[];
  more: number;
}

export interface Line { record: number; step: number; clock: string; text: string; tone: Tone; when: 'past' | 'present' | 'future' }

export interface Why {
  headline: string;
  tone: Tone;
  because: string;
  rule: string;
  url: string;
  checks?: { ok: boolean; text: string; before: string; marked: string; after: string }[];
  rules?: (Said & { id: number; name: string; selected: boolean })[];
  verdict?: string;
  verdict_tone?: Tone;
  fields?: { depth: number; ok: boolean; name: string; reasons: { ok: boolean; text: string }[] }[];
  grant?: number;
  others: { index: number; selected: boolean; text: string }[];
}

export interface Selected {
  kind: 'resource' | 'connection' | 'message';
  title: string;
  actions?: Action[];
  queue?: { number: number; message: number; label: string; state: string; buttons: LineButton[] }[];
  objects?: { key: string; message: number; state: string; buttons: LineButton[] }[];
  deliveries?: Delivery[];
  journey?: { total: number; items: Line[] };
  why: Why | null;
  why_not?: string;
  payloads?: { label: string; json: string }[];
}

export interface Mail {
  record: number;
  subject: string;
  to: string;
  clock: string;
  text: string;
  state: string;
  buttons: LineButton[];
}

export interface Model {
  language: 'en' | 'fr';
  dark: boolean;
  title: string;
  summary: string;
  example: string;
  words?: Record<string, string>;
  place: { step: number; last: number; open: boolean; clock: string; position: string; seed: string };
  can: { step: boolean; back: boolean; undo: boolean; redo: boolean; edit: boolean };
  playing: boolean;
  speed: string;
  grant_needed: boolean;
  branches: { id: number; text: string }[];
  notices: (Said & { id: number; undo: boolean })[];
  tally: (Said & { id: string; n: number })[];
  examples: { id: string; title: string; summary: string }[];
  build: { kind: number; text: string; example: string }[];
  share_url: string;
  share_error: string;
  resources: { total: number; items: Resource[] };
  messages: { total: number; complete: boolean; items: Message[] };
  selected: Selected | null;
  logs: { total: number; items: { id: number; step: number; error: boolean; clock: string; function: string; text: string }[] };
  inbox: Mail[];
  matrix: { columns: { id: number; label: string }[]; rows: { key: string; name: string; cells: Said[] }[] };
}
