// window.brigade: the playground for hosts, tests and the curious, and nothing else is public.
// Everything is a request to the playground; a refusal is an Error with the service's code.
import type { Loop } from './loop';
import type { Answer, AppError, Wasm } from './module';

export interface WidgetPlace {
  name: string;
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface LoadPlace {
  step?: number;
  time_ms?: number;
  hash?: string;
  rules?: number;
  panel?: string;
  example?: string;
  origin?: 'api' | 'example' | 'link' | 'file' | 'autosave';
}

export class BrigadeError extends Error {
  readonly code: string;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(error: AppError) {
    super(error.text);
    this.name = 'BrigadeError';
    this.code = error.code;
    this.line = error.line;
    this.column = error.column;
  }
}

export class Bridge {
  constructor(private readonly wasm: Wasm, private readonly loop: Loop) {}

  /** Any request; throws where it is refused. */
  request(type: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
    const answer = this.wasm.request({ ...fields, type });
    this.loop.invalidate();
    if (answer.ok) return answer;
    throw new BrigadeError(answer.error);
  }

  /** Any request; a refusal comes back as its sentence. */
  attempt(type: string, fields: Record<string, unknown> = {}): { answer: Answer; refusal: string | undefined } {
    const answer = this.wasm.request({ ...fields, type });
    this.loop.invalidate();
    return { answer, refusal: answer.ok ? undefined : errorSentence(answer.error) };
  }

  /** A question that changes nothing, so that nothing is drawn for it. */
  ask(type: string, fields: Record<string, unknown> = {}): { answer: Answer; refusal: string | undefined } {
    const answer = this.wasm.request({ ...fields, type });
    return { answer, refusal: answer.ok ? undefined : errorSentence(answer.error) };
  }

  message(text: string, kind: 'info' | 'success' | 'error'): void {
    this.attempt('message', { text, kind });
  }
}

export function errorSentence(error: AppError): string {
  return error.line === undefined ? error.text : `${error.text} (${error.line}:${error.column ?? 1})`;
}

/** The public object. `ready` resolves once the first scenario stands, and rejects where it cannot. */
export interface Brigade {
  ready: Promise<void>;
  load(scenario: unknown, place?: LoadPlace): void;
  command(command: unknown): unknown;
  step(): unknown;
  back(): unknown;
  next(): unknown;
  seek(step: number): unknown;
  play(): unknown;
  pause(): unknown;
  state(): unknown;
  journal(from?: number, to?: number): unknown;
  hash(): unknown;
  widgets(): WidgetPlace[];
  exportScenario(bodies?: boolean): unknown;
  /** Frames drawn so far: stands still while nothing changes. */
  frames(): number;
  /** Milliseconds of the main thread in our own code, for each frame since the last call; the first call begins it. */
  frameTimes(): number[];
}

export function publicBrigade(
  ready: Promise<void>, bridge: () => Bridge, counted: { frames(): number; frameTimes(): number[] },
): Brigade {
  const field = (name: string, type: string, fields?: Record<string, unknown>): unknown => {
    const answer = bridge().request(type, fields);
    return answer[name];
  };
  const verb = (type: string, fields?: Record<string, unknown>): unknown => bridge().request(type, fields);
  return Object.freeze({
    ready,
    load: (scenario: unknown, place: LoadPlace = {}) => {
      const text = typeof scenario === 'string' ? scenario : JSON.stringify(scenario);
      verb('load', { origin: 'api', ...place, scenario: text });
    },
    command: (command: unknown) => verb('command', { command }),
    step: () => verb('step'),
    back: () => verb('back'),
    next: () => verb('next'),
    seek: (step: number) => verb('seek', { step }),
    play: () => verb('play'),
    pause: () => verb('pause'),
    state: () => field('state', 'state'),
    journal: (from = 0, to?: number) => field('journal', 'journal', to === undefined ? { from } : { from, to }),
    hash: () => field('hash', 'hash'),
    widgets: () => field('widgets', 'widgets') as WidgetPlace[],
    exportScenario: (bodies = false) => verb('exportScenario', { bodies }),
    frames: () => counted.frames(),
    frameTimes: () => counted.frameTimes(),
  });
}
