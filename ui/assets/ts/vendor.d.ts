// The few parts of untyped packages that we use.
declare module "@alpinejs/csp" {
  interface Alpine {
    data(name: string, make: () => Record<string, unknown>): void;
    start(): void;
  }
  const alpine: Alpine;
  export default alpine;
}
declare module "sortablejs" {
  export interface SortableEvent {
    item: HTMLElement;
    from: HTMLElement;
    to: HTMLElement;
    oldIndex?: number;
    newIndex?: number;
  }
  export interface SortableOptions {
    group?: string | { name: string; put: string[] };
    animation?: number;
    draggable?: string;
    handle?: string;
    filter?: string;
    preventOnFilter?: boolean;
    delay?: number;
    delayOnTouchOnly?: boolean;
    onStart?: (event: SortableEvent) => void;
    onMove?: (event: { to: HTMLElement }) => boolean | void;
    onEnd?: (event: SortableEvent) => void;
  }
  export default class Sortable {
    static create(element: HTMLElement, options: SortableOptions): Sortable;
  }
}
declare module "htmx.org" {
  interface Htmx {
    process(element: Element): void;
    ajax(method: string, url: string, options: Record<string, unknown>): Promise<void>;
    trigger(element: Element, name: string, detail?: unknown): boolean;
  }
  const htmx: Htmx;
  export default htmx;
}
declare module "htmx.org/dist/ext/hx-alpine-compat.js";
