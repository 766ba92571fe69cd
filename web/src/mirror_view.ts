// The HTML view as a description: headings, lists, forms, made from the model alone. What a press does is handed in.
import { h, type Child, type Html } from './mirror_dom';
import type { Action, Delivery, Field, LineButton, Model, Resource, Said, Selected, Tone, Why } from './mirror_model';

export type Fields = Record<string, unknown>;

export interface Doing {
  /** One of the words that do not depend on the scenario. */
  word(name: string): string;
  /** Does it, and shows what became of it; a refusal is said beside `place`. */
  act(what: string, fields?: Fields, place?: string): void;
  /** A request of the page's own: step, back, next, seek, play, pause. */
  request(type: string, fields?: Fields): void;
  more(list: 'resources' | 'messages' | 'lines' | 'logs'): void;
  showPayloads(shown: boolean): void;
  language(language: string): void;
  copy(text: string): void;
  close(): void;
  problem(place: string): string | undefined;
  readonly canDraw: boolean;
}

const symbols: Record<Tone, string> = { '': '', good: '✓ ', bad: '✗ ', waiting: '… ' };

/** Parts between backticks in the monospaced face. */
function rich(text: string): Child[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? h('code', {}, part) : part));
}

/** Status is never colour alone: a sign and a word. */
function said({ text, tone }: Said, tag = 'span'): Html {
  return h(tag, { class: `said ${tone}` },
    tone === '' ? undefined : h('span', { 'aria-hidden': 'true' }, symbols[tone]), ...rich(text));
}

function button(label: string, press: () => void, options: Fields = {}): Html {
  const { enabled = true, ...rest } = options;
  const on = { click: () => { if (enabled === true) press(); } };
  // A disabled button would lose the focus: it stays, and says that it is.
  return h('button', { type: 'button', 'aria-disabled': enabled === true ? undefined : 'true', ...rest, on }, label);
}

function section(doing: Doing, name: string, ...children: Child[]): Html {
  const id = `mirror-${name}`;
  return h('section', { key: name, 'aria-labelledby': id, class: `part ${name}`, tabindex: -1 },
    h('h2', { id }, doing.word(name)), ...children);
}

function more(doing: Doing, list: 'resources' | 'messages' | 'lines' | 'logs', shown: number, total: number): Child {
  if (shown >= total) return undefined;
  return button(`${doing.word('more')} (${total - shown})`, () => { doing.more(list); }, { class: 'more' });
}

function values(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : '']));
}

function idOf(text: string): string {
  return text.replace(/[^\w-]+/g, '-');
}

function fieldNode(field: Field, place: string, wrong: boolean): Html {
  const id = `mirror-${idOf(place)}-${field.name}`;
  const common = {
    id, name: field.name, required: field.required && field.kind !== 'json' ? true : undefined,
    'aria-invalid': wrong ? 'true' : undefined, 'aria-describedby': wrong ? `mirror-problem-${idOf(place)}` : undefined,
  };
  const label = h('label', { for: id }, field.label);
  if (field.kind === 'check') {
    return h('p', { key: field.name, class: 'check' }, h('input', { ...common, type: 'checkbox', value: field.value }), label);
  }
  if (field.kind === 'select') {
    return h('p', { key: field.name }, label, h('select', { ...common, value: field.value },
      ...field.options.map(({ value, label: text }) => h('option', { key: value, value }, text))));
  }
  if (field.kind === 'area' || field.kind === 'json') {
    const rows = Math.min(16, Math.max(3, field.value.split('\n').length));
    return h('p', { key: field.name }, label,
      h('textarea', { ...common, rows, spellcheck: 'false', value: field.value, class: 'code' }));
  }
  const numeric = field.kind === 'number' ? { inputmode: 'numeric' } : {};
  return h('p', { key: field.name }, label,
    h('input', { ...common, ...numeric, type: 'text', autocomplete: 'off', spellcheck: 'false', value: field.value }));
}

function problemNode(doing: Doing, place: string): Child {
  const problem = doing.problem(place);
  if (problem === undefined) return undefined;
  return h('p', { key: 'problem', role: 'alert', class: 'problem', id: `mirror-problem-${idOf(place)}` },
    `${doing.word('error')} ${problem}`);
}

/** A form inside a part that opens; without fields, a button alone. */
function actionNode(doing: Doing, action: Action, fields: Fields, stem: string): Html {
  const place = `${stem}.${action.id}`;
  const run = (typed: Record<string, string>): void => { doing.act(action.id, { ...fields, values: typed }, place); };
  if (action.fields.length === 0) {
    return h('div', { key: action.id, class: 'action' },
      button(action.label, () => { run({}); }, { class: action.look, 'data-action': action.id }),
      action.hint === '' ? undefined : h('span', { class: 'hint' }, ...rich(action.hint)), problemNode(doing, place));
  }
  const wrong = doing.problem(place) !== undefined;
  return h('details', { key: action.id, class: 'action', open: action.look === 'primary' },
    h('summary', { 'data-action': action.id }, action.label),
    h('form', {
      novalidate: true, on: {
        submit: (event) => {
          event.preventDefault();
          if (event.target instanceof HTMLFormElement) run(values(event.target));
        },
      },
    },
    action.hint === '' ? undefined : h('p', { class: 'hint' }, ...rich(action.hint)),
    ...action.fields.map((field) => fieldNode(field, place, wrong)),
    problemNode(doing, place),
    h('button', { type: 'submit', class: action.look, 'data-submit': action.id }, action.label)));
}

function lineButtons(doing: Doing, buttons: LineButton[], about: string, fields: Fields): Child[] {
  return buttons.map(({ id, label, value }) => button(label, () => { doing.act(id, { ...fields, value }, `line.${id}.${value}`); },
    { key: id, 'data-action': id, 'aria-label': `${label}: ${about}` }));
}

function deliveryNode(doing: Doing, delivery: Delivery): Html {
  return h('li', { key: delivery.number },
    h('button', {
      type: 'button', class: `row ${delivery.tone}`, 'data-delivery': delivery.number,
      'aria-pressed': delivery.selected ? 'true' : 'false',
      on: { click: () => { doing.act('select_message', { message: delivery.message, delivery: delivery.number }); } },
    }, h('span', { 'aria-hidden': 'true' }, symbols[delivery.tone]), delivery.text));
}

// --- the bar ---

function choice(id: string, label: string, value: string, options: [string, string][], chosen: (value: string) => void): Html {
  return h('p', { key: id, class: 'choice' }, h('label', { for: `mirror-${id}` }, label),
    h('select', {
      id: `mirror-${id}`, value,
      on: { change: (event) => { if (event.target instanceof HTMLSelectElement) chosen(event.target.value); } },
    }, ...options.map(([key, text]) => h('option', { key, value: key }, text))));
}

function transport(doing: Doing, model: Model): Html {
  const { can, place } = model;
  const go = (type: string, label: string, enabled: boolean, fields?: Fields): Html =>
    button(doing.word(label), () => { doing.request(type, fields); }, { key: label, enabled, 'data-do': label, class: label === 'step' ? 'primary' : '' });
  return section(doing, 'place',
    h('p', { key: 'position', class: 'position', id: 'mirror-position' }, `${place.position} · ${place.clock} · ${place.seed}`),
    h('div', { key: 'moves', role: 'group', class: 'bar', 'aria-labelledby': 'mirror-place' },
      go('seek', 'start', can.back, { step: 0 }), go('back', 'back', can.back), go('step', 'step', can.step),
      go('next', 'next', can.step),
      go(model.playing ? 'pause' : 'play', model.playing ? 'pause' : 'play', model.playing || can.step),
      button(doing.word('end'), () => { doing.act('end'); }, { key: 'end', enabled: place.step < place.last, 'data-do': 'end' }),
      h('span', { key: 'speed', class: 'speed' }, `${doing.word('speed')} ${model.speed}`),
      button(doing.word('slower'), () => { doing.act('slower'); }, { key: 'slower' }),
      button(doing.word('faster'), () => { doing.act('faster'); }, { key: 'faster' })),
    h('form', {
      key: 'seek', class: 'bar', on: {
        submit: (event) => {
          event.preventDefault();
          if (!(event.target instanceof HTMLFormElement)) return;
          const step = Number(values(event.target)['step']);
          if (Number.isInteger(step) && step >= 0) doing.request('seek', { step });
        },
      },
    }, h('label', { for: 'mirror-step' }, `${doing.word('position')} (0–${place.last})`),
    h('input', { id: 'mirror-step', name: 'step', type: 'number', min: 0, max: place.last, step: 1, value: String(place.step) }),
    h('button', { type: 'submit' }, doing.word('go'))),
    h('div', { key: 'edits', role: 'group', class: 'bar', 'aria-label': doing.word('edits') },
      button(doing.word('undo'), () => { doing.act('undo'); }, { key: 'undo', enabled: can.undo, 'data-do': 'undo' }),
      button(doing.word('redo'), () => { doing.act('redo'); }, { key: 'redo', enabled: can.redo, 'data-do': 'redo' })),
    model.branches.length === 0 ? undefined : h('div', { key: 'branches', role: 'group', 'aria-label': doing.word('branches') },
      h('ul', {}, ...model.branches.map(({ id, text }) => h('li', { key: id },
        button(text, () => { doing.act('branch', { id }); }))))),
    h('h3', { key: 'tally-head' }, doing.word('tally')),
    h('ul', { key: 'tally', class: 'facts', 'data-part': 'tally' },
      ...(model.tally.length === 0 ? [h('li', {}, doing.word('none'))] : model.tally.map((item) =>
        h('li', { key: item.id, 'data-fate': item.id, 'data-n': item.n }, said(item))))));
}

function top(doing: Doing, model: Model): Html {
  return h('header', { key: 'top', class: 'top' },
    h('div', { key: 'names' },
      h('h1', { id: 'mirror-title', tabindex: -1 }, model.title),
      model.summary === '' ? undefined : h('p', { class: 'summary' }, ...rich(model.summary))),
    h('div', { key: 'choices', class: 'bar' },
      doing.canDraw ? button(doing.word('open'), () => { doing.close(); }, { key: 'close', 'data-do': 'close' }) : undefined,
      choice('language', doing.word('language'), model.language, [['en', 'English'], ['fr', 'Français']],
        (language) => { doing.language(language); }),
      choice('theme', doing.word('theme'), model.dark ? 'dark' : 'light',
        [['dark', doing.word('dark')], ['light', doing.word('light')]],
        (theme) => { doing.act('theme', { dark: theme === 'dark' }); }),
      button(doing.word('share'), () => { doing.act('share', {}, 'share'); }, { key: 'share' })),
    problemNode(doing, 'share'),
    model.share_url === '' ? undefined : h('p', { key: 'link', class: 'choice' },
      h('label', { for: 'mirror-link' }, doing.word('link')),
      h('input', { id: 'mirror-link', type: 'text', readonly: true, value: model.share_url }),
      button(doing.word('copy'), () => { doing.copy(model.share_url); })),
    model.share_error === '' ? undefined : h('p', { role: 'alert', class: 'problem' }, model.share_error));
}

function notices(doing: Doing, model: Model): Child {
  if (model.notices.length === 0) return undefined;
  return section(doing, 'notices', h('ul', {}, ...model.notices.map((notice) => h('li', { key: notice.id }, said(notice),
    notice.undo ? button(doing.word('undo'), () => { doing.act('undo'); doing.act('dismiss', { id: notice.id }); }, { key: 'undo' }) : undefined,
    button(doing.word('close'), () => { doing.act('dismiss', { id: notice.id }); }, { key: 'close', 'aria-label': `${doing.word('close')}: ${notice.text}` })))));
}

function examples(doing: Doing, model: Model): Child {
  if (model.examples.length === 0) return undefined;
  const chosen = model.examples.find(({ id }) => id === model.example) ?? model.examples[0];
  return section(doing, 'examples', h('form', {
    class: 'bar', on: {
      submit: (event) => {
        event.preventDefault();
        if (event.target instanceof HTMLFormElement) doing.act('example', { id: values(event.target)['id'] });
      },
    },
  }, h('label', { for: 'mirror-example' }, doing.word('examples')),
  h('select', { id: 'mirror-example', name: 'id', value: chosen?.id ?? '' },
    ...model.examples.map(({ id, title }) => h('option', { key: id, value: id }, title))),
  h('button', { type: 'submit' }, doing.word('example'))));
}

// --- resources and messages ---

function details(doing: Doing, selected: Selected, fields: Fields, stem: string): Html {
  const actions = selected.actions ?? [];
  const isConfiguring = (action: Action): boolean => action.id.startsWith('configure') || action.id === 'delete';
  return h('div', { key: `details ${stem}`, class: 'details', 'data-part': 'details' },
    ...actions.filter((action) => !isConfiguring(action)).map((action) => actionNode(doing, action, fields, stem)),
    listOf(doing, 'queue', (selected.queue ?? []).map((item) => h('li', { key: item.number, 'data-queued': item.number },
      button(`${item.label}: ${item.state}`, () => { doing.act('select_message', { message: item.message, delivery: item.number }); }, { class: 'row' }),
      ...lineButtons(doing, item.buttons, item.label, fields)))),
    listOf(doing, 'objects', (selected.objects ?? []).map((item) => h('li', { key: item.key },
      `${item.key}, ${item.state} `, ...lineButtons(doing, item.buttons, item.key, fields)))),
    journey(doing, selected),
    selected.why === null ? undefined : why(doing, selected.why),
    listOf(doing, 'deliveries', (selected.deliveries ?? []).map((delivery) => deliveryNode(doing, delivery))),
    payloads(doing, selected),
    actions.some(isConfiguring) ? h('div', { key: 'more', role: 'group', 'aria-label': doing.word('all_actions') },
      h('h4', {}, doing.word('all_actions')),
      ...actions.filter(isConfiguring).map((action) => actionNode(doing, action, fields, stem))) : undefined);
}

function listOf(doing: Doing, name: string, items: Html[]): Child {
  if (items.length === 0) return undefined;
  return h('div', { key: `list ${name}`, 'data-part': name }, h('h4', {}, doing.word(name)), h('ul', {}, ...items));
}

function journey(doing: Doing, selected: Selected): Child {
  const lines = selected.journey;
  if (lines === undefined) return undefined;
  return h('div', { key: 'journey', 'data-part': 'journey' }, h('h4', {}, doing.word('journey')),
    h('ol', { class: 'journey' }, ...lines.items.map((line) => h('li', {
      key: line.record, class: line.when, 'aria-current': line.when === 'present' ? 'step' : undefined,
    }, h('button', {
      type: 'button', class: 'row', on: { click: () => { doing.request('seek', { step: line.step }); } },
    }, h('span', { class: 'clock' }, line.clock), ' ', said(line))))),
    more(doing, 'lines', lines.items.length, lines.total));
}

function check(ok: boolean, ...children: Child[]): Html {
  return h('li', { class: ok ? 'said good' : 'said bad' }, ok ? '✓ ' : '✗ ', ...children);
}

function why(doing: Doing, decision: Why): Html {
  return h('div', { key: 'why', 'data-part': 'why' },
    h('h4', {}, `${doing.word('why')} `, said({ text: decision.headline, tone: decision.tone })),
    h('p', { key: 'because' }, ...rich(decision.because)),
    decision.rules === undefined ? undefined : h('ul', { key: 'rules' }, ...decision.rules.map((rule) => h('li', { key: rule.id },
      button(`${rule.name}: ${rule.text}`, () => { doing.act('select_rule', { resource: rule.id }); },
        { class: `row ${rule.tone}`, 'aria-pressed': rule.selected ? 'true' : 'false' })))),
    decision.verdict === undefined ? undefined : said({ text: decision.verdict, tone: decision.verdict_tone ?? '' }, 'p'),
    decision.fields === undefined || decision.fields.length === 0 ? undefined : h('div', { key: 'fields' }, h('h5', {}, doing.word('sandbox')),
      h('ul', {}, ...decision.fields.map((field) => h('li', { class: `depth${Math.min(field.depth, 6)}` },
        field.ok ? '✓ ' : '✗ ', field.name, h('ul', {}, ...field.reasons.map((reason) => check(reason.ok, ...rich(reason.text)))))))),
    decision.checks === undefined || decision.checks.length === 0 ? undefined : h('ul', { key: 'checks' },
      ...decision.checks.map((one) => check(one.ok, ...rich(one.text),
        one.before + one.marked + one.after === '' ? undefined : h('code', {}, one.before, h('mark', {}, one.marked), one.after)))),
    decision.grant === undefined ? undefined : button(doing.word('grant'), () => { doing.act('grant', { record: decision.grant }, 'grant'); }, { key: 'grant' }),
    problemNode(doing, 'grant'),
    decision.rule === '' ? undefined : h('p', { key: 'rule', class: 'hint' }, ...rich(decision.rule)),
    decision.url === '' ? undefined : h('p', { key: 'url' }, h('a', { href: decision.url, target: '_blank', rel: 'noopener noreferrer' }, doing.word('rule'))),
    decision.others.length === 0 ? undefined : h('div', { key: 'others' }, h('h5', {}, doing.word('decisions')),
      h('ul', {}, ...decision.others.map((other) => h('li', { key: other.index },
        button(other.text.replaceAll('`', ''), () => { doing.act('decision', { index: other.index }); },
          { class: 'row', 'aria-pressed': other.selected ? 'true' : 'false' }))))));
}

function payloads(doing: Doing, selected: Selected): Html {
  return h('details', {
    key: 'payloads', on: {
      toggle: (event) => { doing.showPayloads((event.target as HTMLDetailsElement).open); },
    },
  }, h('summary', {}, doing.word('payloads')),
  ...(selected.payloads ?? []).map(({ label, json }) => h('div', {}, h('h5', {}, label),
    h('pre', { tabindex: 0, role: 'group', 'aria-label': label }, json))));
}

function resourceNode(doing: Doing, model: Model, resource: Resource): Html {
  const opened = resource.selected || resource.inside;
  return h('li', { key: resource.id, class: opened ? 'resource opened' : 'resource', 'data-resource': resource.name, tabindex: -1 },
    h('h3', {}, h('button', {
      type: 'button', class: 'name', 'aria-expanded': resource.selected ? 'true' : 'false', 'data-do': `resource ${resource.key}`,
      on: { click: () => { if (resource.selected) doing.act('select_none'); else doing.act('select_resource', { resource: resource.id }); } },
    }, resource.name), h('span', { class: 'kind' }, ` ${resource.kind}`)),
    resource.facts.length === 0 ? undefined : h('ul', { key: 'facts', class: 'facts', 'data-part': 'facts' }, ...resource.facts.map((fact) => h('li', {}, said(fact)))),
    resource.connections.length === 0 ? undefined : h('ul', { key: 'connections', class: 'connections', 'aria-label': doing.word('connections') },
      ...resource.connections.map(({ edge, text }) => h('li', { key: edge },
        button(text, () => { doing.act('select_edge', { edge }); }, { class: 'row' })))),
    model.selected !== null && opened ? h('div', { key: 'opened' },
      resource.inside ? h('h4', {}, model.selected.title) : undefined,
      details(doing, model.selected, { resource: resource.id }, resource.key)) : undefined);
}

function resources(doing: Doing, model: Model): Html {
  const { items, total } = model.resources;
  return section(doing, 'resources',
    items.length === 0 ? h('p', {}, doing.word('resources_none')) : undefined,
    h('ul', { key: 'list', class: 'cards', 'data-part': 'resources' }, ...items.map((resource) => resourceNode(doing, model, resource))),
    more(doing, 'resources', items.length, total));
}

function messages(doing: Doing, model: Model): Html {
  const { items, total } = model.messages;
  return section(doing, 'messages',
    total === 0 ? h('p', { key: 'none' }, doing.word('messages_none')) : undefined,
    h('ul', { key: 'list', class: 'cards', 'data-part': 'messages', 'data-total': total }, ...items.map((message) =>
      h('li', { key: message.number, class: message.selected ? 'opened' : '', 'data-message': message.label, tabindex: -1 },
        h('h3', {}, h('button', {
          type: 'button', class: 'name', 'aria-expanded': message.selected ? 'true' : 'false',
          on: { click: () => { if (message.selected) doing.act('select_none'); else doing.act('select_message', { message: message.number }); } },
        }, message.label), h('span', { class: 'kind' }, ` ${message.about}`)),
        message.statuses.length === 0 ? undefined : h('ul', { key: 'statuses', class: 'facts' }, ...message.statuses.map((one) => h('li', {}, said(one)))),
        message.deliveries.length === 0 ? undefined : h('ul', { key: 'deliveries', class: 'deliveries' }, ...message.deliveries.map((one) => deliveryNode(doing, one))),
        message.more > 0 ? h('p', {}, `+ ${message.more}`) : undefined,
        message.selected && model.selected?.kind === 'message' ? details(doing, model.selected, {}, `message ${message.number}`) : undefined))),
    more(doing, 'messages', items.length, total));
}

// --- what the lower panels show ---

function logs(doing: Doing, model: Model): Html {
  const { items, total } = model.logs;
  return section(doing, 'logs', items.length === 0 ? h('p', {}, doing.word('no_logs')) : undefined,
    h('ul', { key: 'list', class: 'log' }, ...items.map((line) => h('li', { key: line.id },
      h('button', {
        type: 'button', class: line.error ? 'row bad' : 'row', on: { click: () => { doing.request('seek', { step: line.step }); } },
      }, h('span', { class: 'clock' }, line.clock), ` ${line.function} `, h('code', {}, line.text))))),
    more(doing, 'logs', items.length, total));
}

function inbox(doing: Doing, model: Model): Child {
  if (model.inbox.length === 0) return undefined;
  return section(doing, 'inbox', h('ul', { class: 'cards' }, ...model.inbox.map((mail) => h('li', { key: mail.record },
    h('details', {}, h('summary', {}, `${mail.subject} · ${mail.to} · ${mail.clock} ${mail.state}`),
      h('pre', { tabindex: 0, role: 'group', 'aria-label': mail.subject }, mail.text)),
    ...lineButtons(doing, mail.buttons, mail.subject, {})))));
}

function matrix(doing: Doing, model: Model): Child {
  const { columns, rows } = model.matrix;
  if (columns.length === 0 || rows.length === 0) return undefined;
  return section(doing, 'matrix', h('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-labelledby': 'mirror-matrix' }, h('table', {},
    h('thead', {}, h('tr', {}, h('td', {}), ...columns.map(({ id, label }) => h('th', { key: id, scope: 'col' }, label)))),
    h('tbody', {}, ...rows.map((row, r) => h('tr', { key: row.key }, h('th', { scope: 'row' }, row.name),
      ...row.cells.map((cell, c) => h('td', {}, cell.text === '' ? undefined
        : button(symbols[cell.tone] + cell.text, () => { doing.act('select_cell', { row: r, column: c }); }, { class: `row ${cell.tone}` })))))))));
}

function build(doing: Doing, model: Model): Child {
  if (!model.can.edit) return undefined;
  const create: Action = {
    id: 'create', label: doing.word('build'), hint: '', look: '', fields: [
      { name: 'kind', label: doing.word('kind'), kind: 'select', value: String(model.build[0]?.kind ?? 0), required: true,
        options: model.build.map(({ kind, text }) => ({ value: String(kind), label: text })) },
      { name: 'name', label: doing.word('name'), kind: 'text', value: '', required: true, options: [] }],
  };
  const command: Action = {
    id: 'command', label: doing.word('command'), hint: '', look: '', fields: [{ name: 'json', label: doing.word('command'), kind: 'json',
      value: '{"do": "s3:PutObject", "bucket": "photos", "key": "a.jpg", "size": 1024}', required: true, options: [] }],
  };
  return section(doing, 'build', actionNode(doing, create, {}, 'build'), actionNode(doing, command, {}, 'build'),
    h('p', { key: 'mode', class: 'check' },
      h('input', {
        id: 'mirror-grant', type: 'checkbox', value: model.grant_needed ? 'true' : '',
        on: { change: (event) => { doing.act('grant_mode', { on: (event.target as HTMLInputElement).checked }); } },
      }), h('label', { for: 'mirror-grant' }, doing.word('grant'))));
}

export function view(doing: Doing, model: Model): Html {
  return h('main', { class: 'mirror', lang: model.language, 'aria-labelledby': 'mirror-title' },
    top(doing, model), problemNode(doing, 'notices'), notices(doing, model),
    h('div', { key: 'parts', class: 'parts' },
      transport(doing, model), examples(doing, model), build(doing, model), resources(doing, model), messages(doing, model),
      matrix(doing, model), inbox(doing, model), logs(doing, model)));
}
