// One field edited where it stands: a cell of a list, or a fact on a record's page.
import { all, announce, csrfToken, on, one, say, typing } from "./dom";
import { find } from "./lookups";
import { signInAgain } from "./requests";
import { toast } from "./toasts";

interface Saved {
  cells: Record<string, string>;
  said: string;
}

interface Editor {
  box: HTMLElement;
  form: HTMLFormElement;
  before: Node[];
  start: string;
  busy: boolean;
}

/** What a saved field may have changed on a record's page. */
const PARTS = [".ph", ".hl", ".path", ".facts", ".cols2>.mid", ".stream"];
const REACH = ".ts-control input,.in:not([type=hidden]),select,textarea,input:not([type=hidden])";

let editor: Editor | null = null;

function headOf(cell: HTMLTableCellElement): HTMLElement | null {
  const head = cell.closest("table")?.tHead?.rows[0];
  return head?.cells[cell.cellIndex] ?? null;
}

function pathOf(box: HTMLElement): string {
  const of = box instanceof HTMLTableCellElement ? headOf(box)?.dataset.path : box.dataset.field;
  return of ?? "";
}

function editable(box: HTMLElement): boolean {
  const of = box instanceof HTMLTableCellElement ? headOf(box) : box;
  // On a phone rows are cards without heads, and the record's page has more room.
  return of !== null && of.offsetParent !== null && "editable" in of.dataset;
}

function address(box: HTMLElement): string {
  const records = box.closest<HTMLElement>("[data-records]")?.dataset.records ?? "";
  const id = box.closest<HTMLElement>("[data-id]")?.dataset.id ?? "";
  return `${records}${id}/field/${encodeURIComponent(pathOf(box))}`;
}

function snapshot(form: HTMLFormElement): string {
  return JSON.stringify(Array.from(new FormData(form), ([name, value]) => [name, String(value)]));
}

/** Says why the server gave neither a form nor a saved value. */
async function refuse(answer: Response): Promise<void> {
  if (answer.status === 401) return signInAgain();
  const json = answer.headers.get("Content-Type")?.startsWith("application/json") ?? false;
  const reason = json ? ((await answer.json()) as { reason?: string }).reason : undefined;
  toast({ text: reason ?? say("Could not be saved. Try again."), bad: true });
}

async function ask(url: string, body?: FormData): Promise<Response | null> {
  try {
    return await fetch(url, {
      method: body ? "POST" : "GET",
      body,
      headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
    });
  } catch {
    toast({ text: say("You are offline"), bad: true });
    return null;
  }
}

function formIn(html: string): HTMLFormElement | null {
  return one<HTMLFormElement>("form[data-inplace]", new DOMParser().parseFromString(html, "text/html"));
}

async function ready(form: HTMLFormElement): Promise<void> {
  document.dispatchEvent(new CustomEvent("htmx:after:swap"));
  const picked = one<HTMLSelectElement & { tomselect?: { focus(): void } }>("select[data-lookup]", form);
  if (picked) {
    (await import("./combo")).lookup(picked, find);
    return picked.tomselect?.focus();
  }
  const control = one(".fld.bad " + REACH, form) ?? one(REACH, form);
  control?.focus();
  if (control instanceof HTMLInputElement && control.type === "text") control.select();
  form.scrollIntoView({ block: "nearest" });
}

async function begin(box: HTMLElement): Promise<void> {
  if (editor?.box === box || (editor && !(await leave()))) return;
  const answer = await ask(address(box));
  if (!answer) return;
  const form = answer.ok ? formIn(await answer.text()) : null;
  if (!form) return refuse(answer);
  for (const idle of [...all("noscript", form), ...all(":scope>.pen", box)]) {
    if (box instanceof HTMLTableCellElement || form.contains(idle)) idle.remove();
  }
  const before = Array.from(box.childNodes);
  if (box instanceof HTMLTableCellElement) box.append(form);
  else box.replaceChildren(form);
  box.classList.add("ed");
  editor = { box, form, before, start: snapshot(form), busy: false };
  await ready(form);
  if (editor?.form === form) editor.start = snapshot(form);
}

function close(): HTMLElement | null {
  const box = editor?.box ?? null;
  if (editor && box) {
    editor.form.remove();
    box.replaceChildren(...editor.before);
    box.classList.remove("ed");
  }
  editor = null;
  return box;
}

function focusOn(box: HTMLElement | null): void {
  if (box instanceof HTMLTableCellElement) {
    box.tabIndex = -1;
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else if (box) one("[data-edit-field]", box)?.focus();
}

/** Sends the field; true when it is saved, false when the form stays with what is wrong. */
async function save(keep = ""): Promise<boolean> {
  const now = editor;
  if (!now || now.busy) return false;
  now.busy = true;
  const body = new FormData(now.form);
  if (keep) body.set("keep", keep);
  const row = now.box.closest("tr");
  for (const cell of row ? Array.from(row.cells) : []) {
    const path = headOf(cell)?.dataset.path;
    if (path) body.append("cell", path);
  }
  const answer = await ask(now.form.action, body);
  now.busy = false;
  if (!answer) return false;
  if (answer.ok) {
    await show(now.box, (await answer.json()) as Saved);
    return true;
  }
  const form = [409, 422].includes(answer.status) ? formIn(await answer.text()) : null;
  if (!form) {
    await refuse(answer);
    return false;
  }
  now.form.replaceWith(form);
  now.form = form;
  await ready(form);
  now.start = snapshot(form);
  return false;
}

async function show(box: HTMLElement, saved: Saved): Promise<void> {
  close();
  const row = box.closest("tr");
  if (row) {
    for (const cell of Array.from(row.cells)) fill(cell, saved.cells);
    box.classList.add("saved");
    void refresh(["tfoot"]);
  } else await refresh(PARTS);
  announce(saved.said);
}

function fill(cell: HTMLTableCellElement, cells: Record<string, string>): void {
  const html = cells[headOf(cell)?.dataset.path ?? ""];
  if (html === undefined) return;
  const made = new DOMParser().parseFromString(html, "text/html").body;
  const name = cell.classList.contains("nm") ? one("a", cell) : null;
  if (name) name.textContent = made.textContent;
  else cell.replaceChildren(...Array.from(made.childNodes));
}

/** Takes parts of this page anew from the server, as computed fields and totals may differ now. */
async function refresh(parts: string[]): Promise<void> {
  if (!parts.some((part) => one(part))) return;
  const answer = await ask(location.href);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const [old, fresh] = [one(`main ${part}`), one(`main ${part}`, page)];
    if (!old || !fresh) continue;
    const open = all<HTMLDetailsElement>("details", old).map((each) => each.open);
    const top = old.scrollTop;
    old.replaceWith(fresh);
    all<HTMLDetailsElement>("details", fresh).forEach((each, at) => (each.open = open[at] ?? each.open));
    fresh.scrollTop = top;
  }
  document.dispatchEvent(new CustomEvent("htmx:after:swap"));
}

/** Ends the editor as a click elsewhere does: what was changed is saved. */
async function leave(): Promise<boolean> {
  if (!editor) return true;
  if (snapshot(editor.form) !== editor.start) return save();
  if (one(".fld.bad,.rule", editor.form)) return false;
  close();
  return true;
}

async function saveAndMove(): Promise<void> {
  const box = editor?.box;
  const path = box ? pathOf(box) : "";
  if (!box || !(await save())) return;
  if (box instanceof HTMLTableCellElement) {
    const below = box.closest("tr")?.nextElementSibling as HTMLTableRowElement | null;
    focusOn(below?.cells[box.cellIndex] ?? box);
  } else focusOn(one(`dd[data-field="${CSS.escape(path)}"]`));
}

/** Moves from cell to cell; up and down from a row's link go to the next row's. */
function step(cell: HTMLTableCellElement, key: string): boolean {
  const row = cell.closest("tr");
  if (!row) return false;
  const beside = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const other = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling }[key];
  const next = beside ? row.cells[cell.cellIndex + beside] : (other as HTMLTableRowElement | null)?.cells[cell.cellIndex];
  if (!next || next.classList.contains("pick")) return false;
  const link = next.classList.contains("nm") ? one("a", next) : null;
  if (link) link.focus();
  else focusOn(next);
  return true;
}

function inEditor(form: HTMLElement, event: KeyboardEvent): void {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  const target = event.target as Element;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    focusOn(close());
  } else if (event.key === "Enter" && !target.matches("button,a")) {
    if (target.matches("textarea") && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    if (form.contains(target)) void saveAndMove();
  }
}

function inTable(cell: HTMLTableCellElement, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const focused = event.target === cell;
  const wanted = event.key === "F2" || (focused && ["Enter", "e"].includes(event.key));
  if (wanted && editable(cell)) void begin(cell);
  else if (focused && event.key === "Escape") one("td.nm a", cell.closest("tr") ?? undefined)?.focus();
  else if (!step(cell, event.key)) return;
  event.preventDefault();
  event.stopPropagation();
}

function offerPen(): void {
  const pen = one<HTMLTemplateElement>("template[data-pen]")?.content.firstElementChild;
  if (!(pen instanceof HTMLElement)) return;
  on("pointerover", "table.g[data-records] tbody td", (cell) => {
    if (cell.classList.contains("ed") || pen.parentElement === cell) return;
    if (!editable(cell)) return pen.remove();
    pen.ariaLabel = say("Edit {name}", { name: headOf(cell as HTMLTableCellElement)?.innerText ?? "" });
    cell.append(pen);
  });
  pen.addEventListener("click", () => {
    const cell = pen.parentElement;
    pen.remove();
    if (cell) void begin(cell);
  });
}

export function startInPlace(): void {
  // Before the page's single keys, which mean other things where no cell is focused.
  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const cell = target?.closest<HTMLTableCellElement>("table.g[data-records] tbody td");
    if (cell && !target?.closest("form[data-inplace]")) inTable(cell, event);
  }, true);
  on("keydown", "form[data-inplace]", inEditor);
  on("dblclick", "table.g[data-records] tbody td,dd[data-editable]", (box, event) => {
    if ((event.target as Element).closest("a,button,input,form[data-inplace]") || !editable(box)) return;
    getSelection()?.removeAllRanges();
    void begin(box);
  });
  on("click", "[data-edit-field]", (button) => {
    const box = button.closest("dd");
    if (box) void begin(box);
  });
  on("click", "form[data-inplace] [data-cancel]", () => focusOn(close()));
  on("submit", "form[data-inplace]", (_, event) => {
    event.preventDefault();
    const by = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    if (by?.name === "keep") void save(by.value).then(() => undefined);
    else void saveAndMove();
  });
  on("focusout", "form[data-inplace]", (form) => {
    window.setTimeout(() => {
      const away = document.hasFocus() && !form.contains(document.activeElement);
      if (away && editor?.form === form && !editor.busy) void leave();
    });
  });
  if (matchMedia("(hover: hover)").matches) offerPen();
}
