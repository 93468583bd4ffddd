// Selecting rows: one, a range, the page, all that match; and what the bulk bar says.
import { all, announce, on, one, say, whenever } from "./dom";

let last: HTMLInputElement | null = null;

function boxes(): HTMLInputElement[] {
  return all<HTMLInputElement>(".g tbody .pick input");
}

function refresh(): void {
  const found = boxes();
  const chosen = found.filter((box) => box.checked);
  const head = one<HTMLInputElement>(".g thead .pick input");
  if (head) {
    head.checked = chosen.length > 0 && chosen.length === found.length;
    head.indeterminate = chosen.length > 0 && chosen.length < found.length;
  }
  const count = one("[data-selected-count]");
  if (!count) return;
  const every = one<HTMLInputElement>("input[name=all_matching]");
  const whole = every?.checked ? (every.dataset.count ?? "") : String(chosen.length);
  count.textContent = say("{n} selected", { n: whole });
  const sum = one("[data-selected-sum]");
  if (sum) sum.textContent = sumOf(chosen, sum);
  announce(count.textContent);
}

function sumOf(chosen: HTMLInputElement[], sum: HTMLElement): string {
  const cents = chosen.reduce((total, box) => total + Number(box.dataset.amount ?? 0), 0);
  if (!cents) return "";
  const shown = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0 });
  return `${sum.dataset.unit ?? ""} ${shown.format(cents)}`.trim();
}

function clear(): void {
  for (const box of boxes()) box.checked = false;
  const every = one<HTMLInputElement>("input[name=all_matching]");
  if (every) every.checked = false;
  refresh();
}

export function startLists(): void {
  on("click", ".g tbody .pick input", (element, event) => {
    const box = element as HTMLInputElement;
    if (event.shiftKey && last) {
      const found = boxes();
      const [from, to] = [found.indexOf(last), found.indexOf(box)].sort((a, b) => a - b);
      for (const between of found.slice(Math.max(from, 0), to + 1)) between.checked = box.checked;
    }
    last = box;
    refresh();
  });
  on("change", ".g thead .pick input", (element) => {
    for (const box of boxes()) box.checked = (element as HTMLInputElement).checked;
    refresh();
  });
  on("change", "input[name=all_matching]", refresh);
  on("click", "[data-clear-selection]", clear);
  document.addEventListener("keel:clear-selection", clear);
  document.addEventListener("htmx:after:swap", refresh);
  whenever("#filter-op", (select) => {
    const fit = () => {
      for (const part of all("[data-for-op]")) {
        part.hidden = part.dataset.forOp !== (select as HTMLSelectElement).value;
      }
    };
    select.addEventListener("change", fit);
    fit();
  });
  on("change", "[data-auto-submit]", (element) => element.closest("form")?.requestSubmit());
}
