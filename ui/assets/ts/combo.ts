// The lazy half of lookups: Tom Select with our rows and words.
import TomSelect from "tom-select/base";
import clearButton from "tom-select/dist/esm/plugins/clear_button/plugin.js";
import removeButton from "tom-select/dist/esm/plugins/remove_button/plugin.js";
import type { find } from "./lookups";
import { words } from "./lookups";

TomSelect.define("clear_button", clearButton);
TomSelect.define("remove_button", removeButton);

type Escape = (text: string) => string;

export function lookup(select: HTMLSelectElement, search: typeof find): void {
  if ((select as { tomselect?: unknown }).tomselect) return;
  const many = select.multiple;
  new TomSelect(select, {
    valueField: "id",
    labelField: "label",
    searchField: [],
    plugins: many
      ? ["remove_button"]
      : { clear_button: { title: words.clear() } },
    maxItems: many ? null : 1,
    allowEmptyOption: false,
    placeholder: select.dataset.placeholder,
    loadThrottle: 160,
    refreshThrottle: 0,
    preload: "focus",
    hidePlaceholder: true,
    onInitialize(this: TomSelect) {
      const label = document.querySelector(
        `label[for="${CSS.escape(select.id)}"],label[for="${CSS.escape(select.id)}-ts-control"]`,
      );
      if (label && this.control_input) {
        label.setAttribute("for", this.control_input.id);
        select.ariaLabel = label.textContent?.trim() ?? "";
      }
      for (const name of ["aria-describedby", "aria-invalid"]) {
        const value = select.getAttribute(name);
        if (value) this.control_input?.setAttribute(name, value);
      }
    },
    shouldLoad: () => true,
    // What an earlier text found must not stand there to be picked by Enter.
    onType(this: TomSelect) {
      this.clearOptions();
      this.refreshOptions();
    },
    load(this: TomSelect, text: string, done: (found: object[]) => void) {
      search(beside(select), text).then(
        (found) => done(text === this.lastValue ? found : []),
        () => done([]),
      );
    },
    render: {
      option: (item: { label: string; text?: string; note?: string }, escape: Escape) =>
        `<div><span>${escape(item.label ?? item.text ?? "")}</span>${item.note ? `<small>${escape(item.note)}</small>` : ""}</div>`,
      item: (item: { label: string; text?: string }, escape: Escape) =>
        `<div>${escape(item.label ?? item.text ?? "")}</div>`,
      no_results: () => `<div class="no-results">${words.none()}</div>`,
      loading: () => `<div class="spinner">${words.wait()}</div>`,
    },
  });
}

/** The address of a lookup, with what the form holds of the fields that decide what fits. */
function beside(select: HTMLSelectElement): string {
  const address = new URL(select.dataset.lookup ?? "", location.href);
  for (const name of (select.dataset.beside ?? "").split(" ").filter(Boolean)) {
    const control = select.form?.elements.namedItem(name);
    if (control && "value" in control) address.searchParams.set(`beside.${name}`, control.value);
  }
  return address.href;
}

export function tags(input: HTMLInputElement): void {
  if ((input as { tomselect?: unknown }).tomselect) return;
  new TomSelect(input, {
    create: true,
    persist: false,
    delimiter: ",",
    plugins: ["remove_button"],
    render: {
      option_create: (data: { input: string }, escape: Escape) =>
        `<div class="create">+ ${escape(data.input)}</div>`,
      no_results: () => null,
    },
  });
}
