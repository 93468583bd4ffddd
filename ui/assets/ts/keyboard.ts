// The keyboard map: single letters, off while typing and while an input method composes.
import { all, one, typing } from "./dom";
import { closeMenus } from "./menus";
import { openPalette } from "./palette";

let prefix = "";
let prefixTimer = 0;

function hold(key: string): void {
  prefix = key;
  window.clearTimeout(prefixTimer);
  prefixTimer = window.setTimeout(() => (prefix = ""), 1500);
}

function rows(): HTMLElement[] {
  return all("table.g tbody tr[data-id]");
}

function current(): HTMLElement | null {
  return one("table.g tbody tr.cur");
}

function step(by: number): void {
  const found = rows();
  if (!found.length) return;
  const at = found.indexOf(current() as HTMLElement);
  const next = found[Math.min(Math.max(at + by, 0), found.length - 1)];
  current()?.classList.remove("cur");
  next.classList.add("cur");
  next.scrollIntoView({ block: "nearest" });
  one("td.nm a, a", next)?.focus({ preventScroll: true });
}

function pick(): void {
  one<HTMLInputElement>(".pick input", current() ?? undefined)?.click();
}

function follow(selector: string): boolean {
  const link = one(selector);
  link?.click();
  return link !== null;
}

function second(first: string, key: string): boolean {
  if (first === "c") return follow(`[data-create-key="${CSS.escape(key)}"]`);
  if (first === "g") return follow(`[data-go-key="${CSS.escape(key)}"]`);
  if (first === "v" && /[1-9]/.test(key)) return follow(`[data-view-key="${key}"]`);
  return false;
}

function openNew(): void {
  const menu = one<HTMLDetailsElement>(".rail details.menu");
  if (menu) menu.open = true;
}

const single: Record<string, () => void> = {
  j: () => step(1),
  k: () => step(-1),
  x: pick,
  e: () => void (follow("tr.cur [data-edit]") || follow("[data-edit-record]")),
  n: () => void follow("[data-note]"),
  "/": () => void (follow("[data-filter-button]") || one("[data-slash]")?.focus()),
  "?": () => one<HTMLDialogElement>("#keys")?.showModal(),
  c: () => {
    hold("c");
    openNew();
  },
  g: () => hold("g"),
  v: () => hold("v"),
};

export function startKeyboard(): void {
  const mac = navigator.platform.startsWith("Mac");
  if (mac) for (const key of all("[data-mod-key]")) key.textContent = "⌘";
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const key = event.key.toLowerCase();
    if (key === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.body.dataset.keys === "off" || one("dialog[open]")) return;
    if (key === "escape") {
      if (!closeMenus()) document.dispatchEvent(new CustomEvent("keel:clear-selection"));
      return;
    }
    const first = prefix;
    prefix = "";
    if (first && second(first, key)) {
      event.preventDefault();
      closeMenus();
    } else if (single[key] && !(event.target as Element).closest?.("[data-own-keys]")) {
      event.preventDefault();
      single[key]();
    }
  });
}
