// The theme button changes the page at once and tells the server for the next one.
import { on, one, post } from "./dom";

function effective(): "light" | "dark" {
  const set = document.documentElement.dataset.theme;
  if (set === "light" || set === "dark") return set;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function switchTheme(): void {
  const next = effective() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  const meta = one<HTMLMetaElement>('meta[name="color-scheme"]');
  if (meta) meta.content = next;
  const form = one<HTMLFormElement>("[data-theme-form]");
  if (form) void post(form.action, { theme: next });
}

export function startTheme(): void {
  on("submit", "[data-theme-form]", (_, event) => {
    event.preventDefault();
    switchTheme();
  });
}
