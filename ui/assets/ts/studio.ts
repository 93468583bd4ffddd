// The Studio: what one writes is completed and checked; rows of a form are put in order.
import { all, announce, on, one, say, whenever } from "./dom";
import { startApplying } from "./applying";
import { startDesigner } from "./designer";

/** Gives the controls of each row the number at which the row stands now. */
function renumber(rows: HTMLElement): void {
  const prefix = `${rows.dataset.rows}.`;
  Array.from(rows.children).forEach((row, number) => {
    for (const control of all<HTMLInputElement>(`[name^="${CSS.escape(prefix)}"]`, row)) {
      const rest = control.name.slice(prefix.length).replace(/^\d+/, "");
      control.name = `${prefix}${number}${rest}`;
    }
  });
}

const CLASSES: Record<string, string> = { copper: "cop", accent: "acc" };

/** Shows the tab that one is on where the screen has no room for all of them. */
function showTab(tab: HTMLElement): void {
  const bar = tab.parentElement!;
  const [inside, around] = [tab.getBoundingClientRect(), bar.getBoundingClientRect()];
  bar.scrollLeft += inside.left - around.left - (around.width - inside.width) / 2;
}

export function startStudio(): void {
  whenever(".objtabs [aria-current]", showTab);
  startApplying();
  startDesigner();
  on("change", "select[data-try]", (choice) => {
    for (const input of all("[data-code]", choice.closest("form") ?? document)) {
      input.dispatchEvent(new Event("again"));
    }
  });
  whenever("textarea[data-code]", (area) => {
    void import("./code").then(({ edit }) => edit(area as HTMLTextAreaElement));
  });
  on("change", "select[data-tone]", (choice) => {
    const value = (choice as HTMLSelectElement).value;
    const dot = one("i", choice.parentElement ?? document);
    if (dot) dot.className = `dotc ${CLASSES[value] ?? value}`;
  });
  on("click", "button[data-move-row]", (button, event) => {
    event.preventDefault();
    const row = button.closest("tr")!;
    const rows = row.parentElement!;
    const up = button.dataset.moveRow === "-1";
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (up) other.before(row);
    else other.after(row);
    renumber(rows);
    button.focus();
    const place = Array.from(rows.children).indexOf(row) + 1;
    announce(say("Row {n} of {count}", { n: place, count: rows.children.length }));
  });
  whenever("[data-rows]", (rows) => {
    void import("sortablejs").then(({ default: Sortable }) =>
      Sortable.create(rows, {
        animation: 120,
        draggable: "tr",
        handle: ".moves",
        filter: "button",
        preventOnFilter: false,
        onEnd: () => renumber(rows),
      }),
    );
  });
}
