// The designer: elements are dragged, or picked up by Space and moved by arrows; steps are undone.
import { all, announce, on, one, say, whenever } from "./dom";

interface Held {
  item: HTMLElement;
  home: HTMLElement;
  before: Element | null;
}

let held: Held | null = null;
let last: { name: string; kind: string; control: string } | null = null;

function listOf(item: Element): HTMLElement {
  return item.parentElement!.closest<HTMLElement>("[data-drop]")!;
}

function nameOf(item: HTMLElement): string {
  return (item.dataset.item ?? "").replace(/^[^/]*\//, "");
}

function itemsOf(list: Element): HTMLElement[] {
  return all(":scope > [data-item]", list);
}

function send(form: HTMLElement, what: string, fields: Record<string, string>): void {
  const placer = one<HTMLButtonElement>("[data-placer]", form);
  if (!placer) return;
  placer.value = what;
  for (const [name, value] of Object.entries(fields)) {
    const field = one<HTMLInputElement>(`input[name=${name}]`, form);
    if (field) field.value = value;
  }
  placer.click();
}

function placed(item: HTMLElement): void {
  const form = item.closest<HTMLElement>("[data-designer]");
  const list = listOf(item);
  const at = item.dataset.item ?? "";
  if (!form) return;
  last = { name: nameOf(item), kind: list.dataset.kind ?? "", control: "grip" };
  const to = list.dataset.drop ?? "";
  const hide = to === "-";
  send(form, hide ? `remove:${at}` : `place:${at}`, {
    to,
    index: String(itemsOf(list).indexOf(item)),
  });
}

// A list of fields takes new ones too, but for that of the fields that are not shown.
function takes(list: HTMLElement): string[] {
  const kind = list.dataset.kind ?? "";
  if (kind === "highlights") return ["highlights", "fields"];
  return kind === "fields" && list.dataset.drop !== "-" ? ["fields", "new"] : [kind];
}

function startPalette(): void {
  whenever("[data-palette]", (palette) => {
    void import("sortablejs").then(({ default: Sortable }) =>
      Sortable.create(palette, {
        sort: false,
        draggable: "[data-new]",
        filter: "button",
        preventOnFilter: false,
        delay: 180,
        delayOnTouchOnly: true,
        group: { name: "new", pull: "clone", put: false },
        onEnd: ({ item, clone, from, to }) => {
          if (from === to) return;
          const there = all(":scope > [data-item], :scope > [data-new]", to);
          const index = String(there.indexOf(item));
          clone.replaceWith(item);
          const form = palette.closest<HTMLElement>("[data-designer]");
          if (form) send(form, `new:${item.dataset.new}`, { to: to.dataset.drop ?? "", index });
        },
      }),
    );
  });
}

function startDragging(): void {
  startPalette();
  whenever("[data-drop]", (list) => {
    const kind = list.dataset.kind ?? "";
    void import("sortablejs").then(({ default: Sortable }) =>
      Sortable.create(list, {
        animation: 120,
        draggable: "[data-item]",
        handle: list.classList.contains("sections") ? "header [data-grip]" : undefined,
        filter: ".k",
        preventOnFilter: false,
        delay: 180,
        delayOnTouchOnly: true,
        group: { name: kind, put: takes(list) },
        onEnd: ({ item, from, to, oldIndex, newIndex }) => {
          if (from !== to || oldIndex !== newIndex) placed(item);
        },
      }),
    );
  });
}

function where(item: HTMLElement): void {
  const list = listOf(item);
  const items = itemsOf(list);
  announce(
    say("{name}: {n} of {count} in {list}", {
      name: item.dataset.label ?? "",
      n: items.indexOf(item) + 1,
      count: items.length,
      list: listName(list),
    }),
  );
}

function listName(list: HTMLElement): string {
  const section = list.closest("section");
  const heading = section?.getAttribute("aria-labelledby") ?? "";
  return document.getElementById(heading)?.textContent?.trim() ?? "";
}

function step(item: HTMLElement, by: number): void {
  const items = itemsOf(listOf(item));
  const index = items.indexOf(item) + by;
  if (index < 0 || index >= items.length) return;
  if (by < 0) items[index].before(item);
  else items[index].after(item);
}

function beside(item: HTMLElement, by: number): void {
  const list = listOf(item);
  const lists = all(`[data-drop][data-kind="${CSS.escape(list.dataset.kind ?? "")}"]`);
  const other = lists[lists.indexOf(list) + by];
  if (lists.length < 2) step(item, by);
  else if (other) other.append(item);
}

const MOVES: Record<string, (item: HTMLElement) => void> = {
  ArrowUp: (item) => step(item, -1),
  ArrowDown: (item) => step(item, 1),
  ArrowLeft: (item) => beside(item, -1),
  ArrowRight: (item) => beside(item, 1),
};

function letGo(back: boolean): void {
  if (!held) return;
  const { item, home, before } = held;
  held = null;
  item.classList.remove("held");
  const grip = one("[data-grip]", item);
  if (grip) grip.ariaPressed = null;
  if (back) {
    home.insertBefore(item, before);
    announce(say("Move cancelled"));
    grip?.focus();
  } else if (listOf(item) !== home || item.nextElementSibling !== before) {
    placed(item);
  } else {
    announce(say("Move cancelled"));
  }
}

function startKeys(): void {
  on("keydown", "[data-grip]", (grip, event) => {
    const item = grip.closest<HTMLElement>("[data-item]");
    if (!item) return;
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (held) return letGo(false);
      held = { item, home: listOf(item), before: item.nextElementSibling };
      item.classList.add("held");
      grip.ariaPressed = "true";
      announce(
        say("Picked up {name}. Use the arrow keys to move, Space to drop.", {
          name: item.dataset.label ?? "",
        }),
      );
    } else if (held && event.key in MOVES) {
      event.preventDefault();
      MOVES[event.key](held.item);
      grip.focus();
      where(held.item);
    } else if (held && event.key === "Escape") {
      event.preventDefault();
      letGo(true);
    }
  });
  on("keyup", "[data-grip]", (_, event) => {
    if (event.key === " ") event.preventDefault();
  });
  on("click", "[data-designer] .k button", (button) => {
    const item = button.closest<HTMLElement>("[data-item]");
    if (!item) return;
    const control = button.id.replace(/-.*/, "");
    last = { name: nameOf(item), kind: listOf(item).dataset.kind ?? "", control };
  });
}

// A new field was asked for and is made: the focus goes to where it stands.
let made = false;

// What is asked of a new field is typed at once.
function answer(): void {
  const form = one("[data-ask]");
  if (!form && made) {
    const grip = one(".lf.on [data-grip]");
    grip?.focus();
    grip?.scrollIntoView({ block: "nearest" });
  }
  made = false;
  if (!form || form.contains(document.activeElement)) return;
  one(".errsum", form)?.focus();
  if (!form.contains(document.activeElement)) one("input:not([type=hidden])", form)?.focus();
}

// After a step the focus stays with what was moved, also in another list.
function keepFocus(): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  if (!last) return one(".lf.on [data-grip]")?.focus();
  const { name, kind, control } = last;
  const lists = all(`[data-drop][data-kind="${CSS.escape(kind)}"]`);
  const item = lists.flatMap(itemsOf).find((each) => nameOf(each) === name);
  if (item) one(`[id^="${control}-"]`, item)?.focus() ?? one("[data-grip]", item)?.focus();
}

interface Steps {
  now: string;
  back: string[];
  forth: string[];
}
const MOST = 30;

function stepsAt(form: HTMLElement): { key: string; steps: Steps } {
  const key = `keel.steps:${location.pathname}`;
  const now = form.dataset.body ?? "";
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null") as Steps | null;
  return { key, steps: kept ?? { now, back: [], forth: [] } };
}

let going: "back" | "forth" | null = null;

// Remembers what the lists were before each step, for as long as the tab is open.
function noteStep(form: HTMLElement, swapped: boolean): void {
  const { key, steps } = stepsAt(form);
  const now = form.dataset.body ?? "";
  if (now !== steps.now) {
    if (going === "back") {
      steps.forth.push(steps.now);
      steps.back.pop();
    } else if (going === "forth") {
      steps.back.push(steps.now);
      steps.forth.pop();
    } else if (swapped) {
      steps.back = [...steps.back, steps.now].slice(-MOST);
      steps.forth = [];
    } else {
      // Changed elsewhere: there is no way back to before that.
      steps.back = [];
      steps.forth = [];
    }
    steps.now = now;
  }
  going = null;
  sessionStorage.setItem(key, JSON.stringify(steps));
  for (const button of all<HTMLButtonElement>("[data-steps] [data-step]")) {
    button.disabled = !steps[button.dataset.step as "back" | "forth"].length;
  }
}

function go(way: "back" | "forth"): void {
  const form = one("[data-designer]");
  const body = form ? stepsAt(form).steps[way].at(-1) : undefined;
  if (!form || body === undefined) return;
  going = way;
  send(form, "restore:", { body, way });
}

function startSteps(): void {
  const form = one("[data-designer]");
  if (!form) return;
  noteStep(form, false);
  document.addEventListener("htmx:after:swap", () => {
    const now = one("[data-designer]");
    if (!now) return;
    noteStep(now, true);
    keepFocus();
    setTimeout(answer);
  });
  on("click", "[data-step]", (button) => go(button.dataset.step as "back" | "forth"));
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (target.matches("input:not([type=checkbox]),textarea,select")) return;
    if (!(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    const forth = key === "y" || (key === "z" && event.shiftKey);
    if (!forth && key !== "z") return;
    event.preventDefault();
    go(forth ? "forth" : "back");
  });
}

export function startDesigner(): void {
  startDragging();
  startKeys();
  startSteps();
  on("submit", "form[data-ask]", () => {
    made = true;
  });
  on("input", "input[data-find]", (box) => {
    const words = (box as HTMLInputElement).value.trim().toLocaleLowerCase();
    const items = all(box.dataset.find ?? "");
    for (const item of items) {
      const text = (item.textContent ?? "").toLocaleLowerCase();
      item.hidden = !words.split(/\s+/).every((word) => text.includes(word));
    }
    const none = box.dataset.none ? one(box.dataset.none) : null;
    if (none) none.hidden = items.some((item) => !item.hidden);
  });
  on("keydown", "input[data-find]", (_, event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  on("change", "form[data-go]", (form) => (form as HTMLFormElement).requestSubmit());
}
