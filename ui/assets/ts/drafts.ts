// What one types is never lost: a guard before leaving, and a draft that survives a sign-in.
import { all, one, on, say } from "./dom";

const PREFIX = "keel.draft:";
const SENT = "keel.sent";
const MAX_AGE = 24 * 3600 * 1000;
const initial = new WeakMap<HTMLFormElement, string>();
let leaving = false;

type Kept = { at: number; values: [string, string][] };

function values(form: HTMLFormElement): [string, string][] {
  const kept: [string, string][] = [];
  for (const [name, value] of new FormData(form)) {
    const control = form.elements.namedItem(name);
    const secret = control instanceof HTMLInputElement && control.type === "password";
    if (typeof value === "string" && name !== "csrf_token" && !secret) kept.push([name, value]);
  }
  return kept;
}

function snapshot(form: HTMLFormElement): string {
  return JSON.stringify(values(form));
}

function key(form: HTMLFormElement): string {
  return `${PREFIX}${document.body.dataset.user ?? ""}:${form.dataset.draft || location.pathname}`;
}

function forms(): HTMLFormElement[] {
  return all<HTMLFormElement>("form[data-draft]");
}

function changed(form: HTMLFormElement): boolean {
  return initial.has(form) && initial.get(form) !== snapshot(form);
}

export function keepDrafts(): void {
  leaving = true;
  for (const form of forms()) if (changed(form)) keep(form);
}

function keep(form: HTMLFormElement): void {
  const kept: Kept = { at: Date.now(), values: values(form) };
  sessionStorage.setItem(key(form), JSON.stringify(kept));
}

function restore(form: HTMLFormElement): void {
  const raw = sessionStorage.getItem(key(form));
  if (!raw) return;
  const kept = JSON.parse(raw) as Kept;
  if (Date.now() - kept.at > MAX_AGE || JSON.stringify(kept.values) === initial.get(form)) {
    sessionStorage.removeItem(key(form));
    return;
  }
  fill(form, kept.values);
  offerToDiscard(form);
}

function fill(form: HTMLFormElement, kept: [string, string][]): void {
  const byName = new Map<string, string[]>();
  for (const [name, value] of kept) byName.set(name, [...(byName.get(name) ?? []), value]);
  for (const control of Array.from(form.elements)) {
    if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) {
      control.checked = (byName.get(control.name) ?? []).includes(control.value);
    } else if (control instanceof HTMLSelectElement && byName.has(control.name)) {
      choose(control, byName.get(control.name)!);
    } else if (
      (control instanceof HTMLInputElement && !["hidden", "file", "password"].includes(control.type)) ||
      control instanceof HTMLTextAreaElement
    ) {
      const value = byName.get(control.name)?.[0];
      if (value !== undefined) control.value = value;
    }
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function choose(select: HTMLSelectElement, wanted: string[]): void {
  for (const value of wanted.filter(Boolean)) {
    if (!Array.from(select.options).some((option) => option.value === value)) {
      select.add(new Option(value, value));
    }
  }
  for (const option of Array.from(select.options)) option.selected = wanted.includes(option.value);
}

function offerToDiscard(form: HTMLFormElement): void {
  const note = document.createElement("div");
  note.className = "rule cop";
  note.setAttribute("role", "status");
  const words = document.createElement("span");
  words.textContent = say("Draft restored. It was kept when you left or were signed out.");
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "lnk";
  discard.textContent = say("Discard draft");
  discard.addEventListener("click", () => {
    sessionStorage.removeItem(key(form));
    leaving = true;
    location.reload();
  });
  note.append(words, discard);
  form.prepend(note);
}

/** A sent form that is not shown again was saved; the sign-in page says nothing about that. */
function forgetSent(): void {
  const sent = sessionStorage.getItem(SENT);
  if (!sent || !document.body.dataset.user) return;
  sessionStorage.removeItem(SENT);
  if (!forms().some((form) => key(form) === sent)) sessionStorage.removeItem(sent);
}

export function startDrafts(): void {
  for (const form of forms()) {
    initial.set(form, snapshot(form));
    // A refused form shows what was sent, which is newer than any draft.
    if (form.hasAttribute("data-refused")) keep(form);
    else if (one("[data-saved-draft]") === null) restore(form);
  }
  let timer = 0;
  const noticed = (form: HTMLElement) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      keep(form as HTMLFormElement);
      const state = one("[data-form-state]");
      if (state) state.hidden = !changed(form as HTMLFormElement);
    }, 400);
  };
  on("input", "form[data-draft]", noticed);
  on("change", "form[data-draft]", noticed);
  on("submit", "form[data-draft]", (form) => {
    leaving = true;
    window.clearTimeout(timer);
    if (changed(form as HTMLFormElement)) keep(form as HTMLFormElement);
    sessionStorage.setItem(SENT, key(form as HTMLFormElement));
  });
  forgetSent();
  on("click", "[data-discard]", () => {
    leaving = true;
    for (const form of forms()) sessionStorage.removeItem(key(form));
  });
  on("submit", "form[data-sign-out]", () => {
    for (const kept of Object.keys(sessionStorage)) {
      if (kept.startsWith(PREFIX)) sessionStorage.removeItem(kept);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && forms().some(changed)) event.preventDefault();
  });
}
