// Search and commands in one box: records from the server, commands from the page.
import { all, announce, on, one, say } from "./dom";
import { switchTheme } from "./theme";

let pending: AbortController | null = null;
let timer = 0;
let answered = "";

function options(): HTMLElement[] {
  return all("#palette-found [role=option]").filter((e) => !e.hidden);
}

function choose(index: number): void {
  const found = options();
  for (const [at, option] of found.entries()) option.ariaSelected = String(at === index);
  const chosen = found[index];
  chosen?.scrollIntoView({ block: "nearest" });
  one("#palette-q")?.setAttribute("aria-activedescendant", chosen?.id ?? "");
}

function filterCommands(text: string): void {
  const wanted = text.trim().toLowerCase();
  for (const option of all("#palette-commands [role=option]")) {
    option.hidden = wanted !== "" && !(option.textContent ?? "").toLowerCase().includes(wanted);
  }
}

async function search(input: HTMLInputElement): Promise<void> {
  const text = input.value.trim();
  filterCommands(text);
  const box = one("#palette-records");
  if (!box) return;
  pending?.abort();
  if (!text) {
    box.replaceChildren();
    answered = text;
    choose(0);
    return;
  }
  pending = new AbortController();
  try {
    const url = `${input.dataset.url}?palette=1&q=${encodeURIComponent(text)}`;
    const answer = await fetch(url, { signal: pending.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    box.replaceChildren(...made.body.childNodes);
    answered = text;
    choose(0);
    const none = one("#palette-none");
    if (none) none.hidden = options().length > 0;
    if (!options().length) announce(say("Nothing found"));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

export function openPalette(text = ""): void {
  const dialog = one<HTMLDialogElement>("#palette");
  const input = one<HTMLInputElement>("#palette-q");
  if (!dialog || !input) return;
  if (!dialog.open) dialog.showModal();
  input.value = text;
  input.focus();
  void search(input);
}

export function startPalette(): void {
  on("click", "[data-open-palette]", () => {
    if (one("#palette")) openPalette();
  });
  on("input", "#palette-q", (input, event) => {
    if ((event as InputEvent).isComposing) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void search(input as HTMLInputElement), 130);
  });
  on("keydown", "#palette-q", (input, event) => {
    if (event.isComposing) return;
    const found = options();
    const at = found.findIndex((e) => e.ariaSelected === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((at + step + found.length) % Math.max(found.length, 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const box = input as HTMLInputElement;
      // What stands there answers an earlier text: the search page answers this one.
      if (box.value.trim() !== answered) {
        location.assign(`${box.dataset.url}?q=${encodeURIComponent(box.value.trim())}`);
      } else found[Math.max(at, 0)]?.click();
    }
  });
  on("click", "[data-command=theme]", () => {
    switchTheme();
    one<HTMLDialogElement>("#palette")?.close();
  });
  on("click", "#palette", (dialog, event) => {
    if (event.target === dialog) (dialog as HTMLDialogElement).close();
  });
  on("click", "[data-open]", (button) => one<HTMLDialogElement>(`#${button.dataset.open}`)?.showModal());
  on("click", "[data-close]", (button) => button.closest("dialog")?.close());
}
