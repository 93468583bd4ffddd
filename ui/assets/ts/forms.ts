// Forms that answer while one types: conditional fields, dependent choices, messages at the field.
import { all, on, one, say, whenever } from "./dom";
import { evaluate, type Env, type Raw, type Tree } from "./expression";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

let composing = false;

function valueOf(form: HTMLFormElement, path: string): Raw {
  const controls = all<Control>(`[name="${CSS.escape(path)}"]`, form).filter(
    (control) => control.type !== "hidden" || all(`[name="${CSS.escape(path)}"]`, form).length === 1,
  );
  if (!controls.length) {
    const known = JSON.parse(form.dataset.known ?? "{}") as Record<string, Raw>;
    return known[path] ?? null;
  }
  const [first] = controls;
  if (first instanceof HTMLInputElement && first.type === "checkbox") {
    if (first.classList.contains("sw")) return first.checked;
    return controls.filter((c) => (c as HTMLInputElement).checked).map((c) => c.value);
  }
  if (first instanceof HTMLInputElement && first.type === "radio") {
    return controls.find((c) => (c as HTMLInputElement).checked)?.value ?? null;
  }
  if (first instanceof HTMLSelectElement && first.multiple) {
    return Array.from(first.selectedOptions, (option) => option.value);
  }
  return first.value === "" ? null : first.value;
}

const began = new WeakMap<HTMLFormElement, Record<string, Raw>>();

function environment(form: HTMLFormElement): Env {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  const start = began.get(form) ?? {};
  return {
    read: (path) => valueOf(form, path),
    changed: (field) => String(valueOf(form, field) ?? "") !== String(start[field] ?? ""),
    isNew: "new" in form.dataset,
    today: local.toISOString().slice(0, 10),
    now: now.toISOString(),
  };
}

function showByRules(form: HTMLFormElement): void {
  const env = environment(form);
  for (const box of all("[data-visible-when]", form)) {
    const tree = JSON.parse(box.dataset.visibleWhen ?? "null") as Tree | null;
    if (!tree) continue;
    const shown = evaluate(tree, env);
    if (shown === undefined) continue;
    box.hidden = !shown;
  }
  for (const control of all<Control>("[data-visible-when] :is(input,select,textarea)", form)) {
    // A field may be shown inside a section that is not.
    control.disabled = control.closest("[data-visible-when][hidden]") !== null;
  }
}

function narrowChoices(form: HTMLFormElement): void {
  for (const box of all("[data-controlled-by]", form)) {
    const parent = valueOf(form, box.dataset.controlledBy ?? "");
    for (const choice of all<HTMLOptionElement | HTMLInputElement>("[data-when]", box)) {
      const fits = (choice.dataset.when ?? "").split(" ").includes(String(parent ?? ""));
      choice.disabled = !fits;
      if (choice instanceof HTMLOptionElement) {
        choice.hidden = !fits;
        if (!fits && choice.selected) choice.selected = false;
      } else {
        choice.closest("label")!.hidden = !fits;
        if (!fits) choice.checked = false;
      }
    }
  }
}

function complaint(control: Control): string {
  const { validity } = control;
  if (validity.valueMissing) return say("This field is required");
  if (validity.typeMismatch) {
    return control.type === "email" ? say("Enter a valid e-mail address") : say("Enter a valid web address");
  }
  if (validity.tooLong) {
    return say("At most {n} characters", { n: (control as HTMLInputElement).maxLength });
  }
  return "number" in control.dataset ? numberComplaint(control) : "";
}

function numberComplaint(control: Control): string {
  const raw = control.value.normalize("NFKC").trim();
  if (raw === "") return "";
  // The pattern is the field type's own: what the server reads is never refused here.
  if (!new RegExp(`^(?:${control.dataset.number})$`).test(raw)) return say("Enter a number");
  const made = Number(raw.replaceAll(",", ""));
  const { min, max } = control.dataset;
  if (min && made < Number(min)) return say("At least {n}", { n: min });
  if (max && made > Number(max)) return say("At most {n}", { n: max });
  return "";
}

function judge(control: Control): void {
  const box = control.closest(".fld");
  if (!box || control.disabled) return;
  const message = complaint(control);
  const line = one(".err", box);
  box.classList.toggle("bad", message !== "");
  control.ariaInvalid = message ? "true" : null;
  if (line) {
    line.hidden = message === "";
    const words = one("span", line);
    if (words) words.textContent = message;
  }
}

export function startForms(): void {
  document.addEventListener("compositionstart", () => (composing = true));
  document.addEventListener("compositionend", () => (composing = false));
  whenever("form[data-rules]", (element) => {
    const form = element as HTMLFormElement;
    form.noValidate = true;
    const names = new Set(Array.from(form.elements, (control) => (control as Control).name));
    began.set(form, Object.fromEntries(Array.from(names, (name) => [name, valueOf(form, name)])));
    showByRules(form);
    narrowChoices(form);
    const again = (): void => {
      if (composing) return;
      showByRules(form);
      narrowChoices(form);
    };
    form.addEventListener("input", again);
    form.addEventListener("change", again);
    form.addEventListener("focusout", (event) => {
      const control = event.target as Control;
      if (!composing && control.matches("input,select,textarea") && control.name) judge(control);
    });
    form.addEventListener("submit", (event) => {
      if (composing) event.preventDefault();
    });
  });
  on("keydown", "form", (_, event) => {
    // Enter that ends a composition must not send the form.
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
  });
  on("keydown", "form[data-rules]", (form, event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      (form as HTMLFormElement).requestSubmit();
    }
  });
  on("input", "input[data-color-for]", (picker) => {
    const box = one<HTMLInputElement>(`#${picker.dataset.colorFor}`);
    if (box) box.value = (picker as HTMLInputElement).value;
  });
  const summary = one(".errsum");
  summary?.focus();
  whenever("textarea[data-rich]", (area) => {
    void import("./rich").then(({ rich }) => rich(area as HTMLTextAreaElement));
  });
}
