// Small helpers that every module shares: finding, listening, speaking, asking the server.

const texts: Record<string, string> = JSON.parse(
  document.getElementById("texts")?.textContent ?? "{}",
);

/** Gives a text in the page's language; `{name}` takes an argument. */
export function say(source: string, args: Record<string, string | number> = {}): string {
  const wording = texts[source] ?? source;
  return wording.replace(/\{(\w+)\}/g, (_, name: string) => String(args[name] ?? ""));
}

export function all<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T[] {
  return Array.from(root.querySelectorAll<T>(selector));
}

export function one<T extends Element = HTMLElement>(
  selector: string,
  root: ParentNode = document,
): T | null {
  return root.querySelector<T>(selector);
}

/** Listens once on the document for events of elements that match, also of later ones. */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  act: (element: HTMLElement, event: DocumentEventMap[K]) => void,
): void {
  document.addEventListener(type, (event) => {
    const target = event.target instanceof Element ? event.target.closest(selector) : null;
    if (target instanceof HTMLElement) act(target, event);
  });
}

/** Runs now and after each swap, on what is new. */
export function whenever(selector: string, set: (element: HTMLElement) => void): void {
  const done = new WeakSet<Element>();
  const run = (): void => {
    for (const element of all(selector)) {
      if (!done.has(element)) {
        done.add(element);
        set(element);
      }
    }
  };
  run();
  document.addEventListener("htmx:after:swap", run);
}

/** Tells screen readers, politely. */
export function announce(message: string): void {
  const live = document.getElementById("live");
  if (live) live.textContent = message;
}

export function csrfToken(): string {
  return one<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

export function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox],[type=radio]),textarea,select"))
  );
}

/** Posts a form's worth of values, even if the page is left meanwhile (64 kB at most); the
 * answer is for the caller to read. */
export function post(url: string, values: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams(values);
  return fetch(url, {
    method: "POST",
    keepalive: true,
    body,
    headers: { "X-CSRFToken": csrfToken(), Accept: "application/json", "HX-Request": "true" },
  });
}
