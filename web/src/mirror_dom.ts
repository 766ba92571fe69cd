// Keeps a tree of HTML like a description of it, touching only what changed: an element stays the same one as long as
// its key does, so that focus, scroll positions, open parts and what was typed stay.

export type Attribute = string | number | boolean | undefined;
export type Child = Html | string | undefined | false;

export interface Html {
  tag: string;
  key: string;
  attributes: Record<string, Attribute>;
  on: Record<string, (event: Event) => void>;
  children: (Html | string)[];
}

interface Options {
  key?: string | number;
  /** Set once, when the element is made: what the person changes afterwards is theirs. */
  open?: boolean;
  on?: Record<string, (event: Event) => void>;
  [attribute: string]: Attribute | Record<string, (event: Event) => void>;
}

export function h(tag: string, options: Options = {}, ...children: Child[]): Html {
  const { key, on, ...attributes } = options;
  return {
    tag,
    key: `${tag} ${key ?? ''}`,
    attributes: attributes as Record<string, Attribute>,
    on: on ?? {},
    children: children.filter((child): child is Html | string => child !== undefined && child !== false && child !== ''),
  };
}

interface Kept { node: Html; listeners: Record<string, (event: Event) => void> }
const kept = new WeakMap<Element, Kept>();

function make(node: Html): Element {
  const element = document.createElement(node.tag);
  if (node.attributes['open'] === true) element.setAttribute('open', '');
  kept.set(element, { node: { ...node, attributes: {}, children: [] }, listeners: {} });
  update(element, node);
  return element;
}

function setAttribute(element: Element, name: string, value: Attribute): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

const isField = (element: Element): boolean => element.matches('input, textarea, select');

/** What the person changes, too: not an attribute that is simply set. */
const isOwn = (element: Element, name: string): boolean => name === 'open' || (name === 'value' && isField(element));

/** A field's value is set where it is another one than before: what is being typed stays. */
function setValue(element: Element, value: Attribute): boolean {
  if (element === document.activeElement && !(element instanceof HTMLSelectElement)) return false;
  if (element instanceof HTMLInputElement && element.type === 'checkbox') element.checked = value !== undefined && value !== '';
  else if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) {
    element.value = String(value ?? '');
  }
  return true;
}

function updateAttributes(element: Element, before: Html, node: Html): Record<string, Attribute> {
  const now = { ...node.attributes };
  for (const name of Object.keys(before.attributes)) {
    if (!(name in node.attributes) && !isOwn(element, name)) element.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(node.attributes)) {
    if (before.attributes[name] === value || isOwn(element, name)) continue;
    setAttribute(element, name, value);
  }
  return now;
}

function listen(element: Element, own: Kept, node: Html): void {
  for (const type of Object.keys(node.on)) {
    if (own.listeners[type] !== undefined) continue;
    own.listeners[type] = (event) => { kept.get(element)?.node.on[type]?.(event); };
    element.addEventListener(type, own.listeners[type]);
  }
}

/** Makes the element as the node says. */
export function update(element: Element, node: Html): void {
  const own = kept.get(element) ?? { node: { ...node, attributes: {}, on: {}, children: [] }, listeners: {} };
  const before = own.node;
  const attributes = updateAttributes(element, before, node);
  listen(element, own, node);
  kept.set(element, { ...own, node: { ...node, attributes } });
  updateChildren(element, node.children);
  const value = node.attributes['value'];
  if (isField(element) && before.attributes['value'] !== value && !setValue(element, value)) {
    attributes['value'] = before.attributes['value']; // once more when it is not being typed in
  }
}

/** Without a key of their own, siblings are told apart by their order. */
function withKeys(children: (Html | string)[]): (Html | string)[] {
  const seen = new Map<string, number>();
  return children.map((child) => {
    if (typeof child === 'string') return child;
    const count = seen.get(child.key) ?? 0;
    seen.set(child.key, count + 1);
    return count === 0 ? child : { ...child, key: `${child.key} #${count}` };
  });
}

function updateChildren(parent: Element, described: (Html | string)[]): void {
  const children = withKeys(described);
  const wanted = new Set(children.map((child) => (typeof child === 'string' ? '' : child.key)));
  const old = new Map<string, Element>();
  for (const child of [...parent.children]) { // what goes, goes first: what stays is then not moved
    const key = kept.get(child)?.node.key ?? '';
    if (wanted.has(key)) old.set(key, child);
    else child.remove();
  }
  let at = parent.firstChild;
  for (const child of children) {
    if (typeof child === 'string') {
      if (at?.nodeType === Node.TEXT_NODE) {
        if (at.nodeValue !== child) at.nodeValue = child;
        at = at.nextSibling;
      } else {
        parent.insertBefore(document.createTextNode(child), at);
      }
      continue;
    }
    const found = old.get(child.key);
    if (found === undefined) {
      parent.insertBefore(make(child), at);
      continue;
    }
    if (found === at) at = at.nextSibling;
    else moveBefore(parent, found, at);
    update(found, child);
  }
  while (at !== null) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** Moving an element takes the focus from it: it is given back. */
function moveBefore(parent: Element, element: Element, at: ChildNode | null): void {
  const active = document.activeElement;
  const focused = element.contains(active) && active instanceof HTMLElement ? active : undefined;
  parent.insertBefore(element, at);
  focused?.focus({ preventScroll: true });
}
